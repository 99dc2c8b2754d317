"""Receivers of signals: stock and products, orders and payments, sign-in and sign-out, deleted accounts."""

import logging
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q
from django.dispatch import receiver

from carts import topics
from carts.merging import merge_guest_cart
from carts.models import Cart, CartLine, MailOptOut
from carts.models.change_log import QuantityChange
from carts.models.pushes import push_live_cart, push_stock_demand, shop_ids_of
from carts.paid_orders import close_carts_of
from marketplace.accounts.visitors import Shopper
from marketplace.models import Item, Order, User
from marketplace.signals import (
    account_deleted,
    address_erased,
    order_lapsed,
    order_paid,
    payment_refused,
    payment_retried,
    product_changed,
    reacts_to,
    stock_changed,
)
from marketplace.text.bidi import isolate
from marketplace.web.requests import ShopRequest

logger = logging.getLogger(__name__)


@reacts_to(stock_changed)
def push_lines(items: Iterable[Item], **kwargs: Any) -> None:
    """Push price and availability of these items to open cart pages, and the stock to staff."""
    items = list(items)
    topics.line.push_many(item.pk for item in items)
    # Only items that were loaded whole: a push must not cost a query for each item.
    if shop_ids := {item.shop_id for item in items if "shop_id" in vars(item)}:
        push_stock_demand(shop_ids)


@reacts_to(product_changed)
def push_lines_of_products(product_ids: list[int]) -> None:
    """Push a product's new price, status or release to open cart pages."""
    push_lines(Item.objects.filter(product__in=product_ids).only("pk"))


@reacts_to(order_lapsed)
@reacts_to(payment_refused)
@reacts_to(payment_retried)
def push_carts_of_order(order: Order) -> None:
    """Push to staff that the shopper is at the checkout again, or has left it."""
    for cart in Cart.objects.filter(order=order, status=Cart.Status.OPEN):
        push_live_cart(cart.name, shop_ids_of(cart.pk))


@reacts_to(product_changed)
def push_carts_with_products(product_ids: list[int]) -> None:
    """Push live carts with a product's new title and price to staff."""
    lines = CartLine.objects.filter(item__product__in=product_ids, cart__in=Cart.objects.live())
    for cart in Cart.objects.filter(pk__in=lines.values("cart")):
        push_live_cart(cart.name, shop_ids_of(cart.pk))


@reacts_to(order_paid)
def close_paid_carts(order: Order) -> None:
    """Close the carts that led to a paid order."""
    close_carts_of(order)


@reacts_to(account_deleted)
def delete_carts_of_user(user_id: int) -> None:
    """Delete the carts of a deleted account, with their history."""
    carts = Cart.objects.filter(Q(holder=f"u-{user_id}") | Q(member=user_id))
    for cart in carts.filter(status=Cart.Status.OPEN):
        push_live_cart(cart.name, shop_ids_of(cart.pk))
    carts.delete()
    delete_address(User.objects.get(pk=user_id).email)


@reacts_to(address_erased)
def delete_erased_address(email: str, order_ids: list[int]) -> None:
    """Delete a guest's address after a request for erasure."""
    delete_address(email)


def delete_address(email: str) -> None:
    """Delete an address from carts, and its opt-out: no cart is left to remind of."""
    with_address = Cart.objects.exclude(reminder_email="")
    with_address.filter(reminder_email__iexact=email).update(reminder_email="")
    MailOptOut.objects.filter(email=email.lower()).delete()


@receiver(email_changed, dispatch_uid="carts.copy_opt_out")
def copy_opt_out(from_email_address: EmailAddress | None, to_email_address: EmailAddress, **kwargs: Any) -> None:
    """Opt out a member's new address if the old address had opted out."""
    if from_email_address:
        MailOptOut.objects.copy(from_email_address.email, to_email_address.email)


@receiver(user_logged_in, dispatch_uid="carts.merge_at_sign_in")
def merge_at_sign_in(request: ShopRequest, user: User, **kwargs: Any) -> None:
    """Merge the guest's cart into the member's, and show a message about the changes."""
    if not hasattr(request, "visitor"):
        return
    guest, member = Shopper(None, request.visitor.digest), Shopper(user, request.visitor.digest)
    try:
        changes, version = merge_guest_cart(guest, member)
    except Exception:
        # A failed merge must not prevent the sign-in; the cart is merged at the next one.
        logger.exception("the cart of %s was not merged", guest.holder)
        changes, version = [], 0
    if changes:
        messages.info(request, merge_message(changes), extra_tags=f"undo-{version}")
    request.cart_left = guest.holder  # type: ignore[attr-defined]


@receiver(user_logged_out, dispatch_uid="carts.mark_copy_for_deletion")
def mark_copy_for_deletion(request: ShopRequest, **kwargs: Any) -> None:
    """Let the browser delete its copy of the cart; the cart itself stays with the account."""
    request.cart_forgotten = True  # type: ignore[attr-defined]


def merge_message(changes: list[QuantityChange]) -> str:
    """Return the message about the changes of a merge."""
    parts = [
        f"{change.after} × {isolate(change.item)}" + (f" instead of {change.before}" if change.before else "")
        for change in changes
    ]
    return f"Kept from before you signed in, now in your cart: {', '.join(parts)}."
