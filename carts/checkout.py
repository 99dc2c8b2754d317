"""From a cart to a pending order."""

from django.db import transaction

from carts.models import Cart, CartEvent, CartLine
from carts.models.cart import CLOSED
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Order
from marketplace.orders.checkout import check_out_locked


@transaction.atomic
def check_out_cart(shopper: Shopper, *, key: str) -> Order:
    """Return the pending order for the shopper's cart; `key` is the key of the form that was sent.

    A form whose order is settled already, however long ago, returns that order again. Raises the same errors as
    `check_out_items`.
    """
    # Before the lines are read: items that a shop removes meanwhile would be ordered all the same.
    advisory_lock(shopper.holder)
    own = CartLine.objects.filter(cart__holder=shopper.holder, cart__status=Cart.Status.OPEN)
    lines = list(own.select_related("cart").order_by("item"))
    wanted = [(line.item_id, line.quantity) for line in lines]
    try:
        order = check_out_locked(shopper, wanted, key=key, agreed={line.item_id: line.price_seen for line in lines})
    except Refused:
        # A purchase at the same moment has emptied or replaced the cart.
        if settled := Order.objects.settled_by(shopper, key):
            return settled
        raise
    # A settled order has bought an earlier cart: the items of this cart are still to be bought.
    if lines and order.status == Order.Status.PENDING:
        record_checkout(lines[0].cart, order)
    return order


def record_checkout(cart: Cart, order: Order) -> None:
    """Connect the cart with the order, so that paying the order closes the cart.

    Refused as `closed` if the cart was bought or merged while its checkout waited: its items would be ordered twice.
    """
    cart.record(CartEvent.Kind.CHECKED_OUT, [], order=order)
    if cart.order_id != order.pk and not Cart.objects.filter(pk=cart.pk, status=Cart.Status.OPEN).exists():
        raise Refused(CLOSED, code="closed")


def record_reminder_email(order: Order, email: str) -> None:
    """Set the address for reminders of a guest's cart at this checkout; an empty address means no reminders."""
    Cart.objects.filter(order=order, status=Cart.Status.OPEN).update(reminder_email=email)
