"""Merge of a guest's cart into the member's cart at sign-in."""

from django.db import transaction

from carts.models import Cart
from carts.models.change_log import QuantityChange
from marketplace.accounts.visitors import Shopper


@transaction.atomic
def merge_guest_cart(guest: Shopper, member: Shopper) -> tuple[list[QuantityChange], int]:
    """Merge the guest's cart, if there is one, into the member's; returns the changes there, and its version."""
    cart = Cart.objects.open_of(guest)
    if cart is None:
        return [], 0
    own = Cart.objects.get_or_open(member)
    return own.merge(cart), own.version
