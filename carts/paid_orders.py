"""Closes carts when their order is paid, and keeps the items that the order does not cover."""

from django.db import transaction

from carts.models import Cart, CartEvent, CartLine
from carts.models.change_log import QuantityChange
from carts.models.merge_chains import find_merge_chains
from marketplace.database.batches import run_each
from marketplace.models import Order
from marketplace.models.orders import units_of

Kind = CartEvent.Kind
LOCK_ROUNDS = 3
"""Number of times a purchase follows carts that were merged while it waited for their lock."""


def close_carts_of_paid_orders() -> int:
    """Close carts left open by a failed receiver after the payment of their order; returns the number of orders.

    Safe to run twice or late.
    """
    missed = Cart.objects.unbought().filter(order__paid_at__isnull=False)
    orders = Order.objects.filter(pk__in=missed.values("order")).order_by("pk")
    return run_each(orders, close_carts_of)


# Part of the transaction of the payment. A refusal leaves that transaction as it is.
@transaction.atomic(savepoint=False)
def close_carts_of(order: Order) -> int:
    """Close the carts that led to a paid order; returns their number."""
    leading = Cart.objects.unbought().filter(order=order).select_for_update(no_key=True)
    carts = {cart.pk: cart for cart in leading.order_by("-holder", "pk")}
    # Only under the lock it is known whether a sign-in at the same moment has moved the lines to another cart.
    successors = _lock_successors([pk for pk, cart in carts.items() if cart.merged_into_id])
    # An open cart handles its own lines first; a cart that was merged into it then finds nothing left to remove.
    for cart in sorted(carts.values(), key=lambda cart: not cart.is_open):
        successor = successors.get(cart.pk)
        _close_bought(cart, order, carts.get(successor.pk, successor) if successor else None)
    return len(carts)


def _close_bought(cart: Cart, order: Order, successor: Cart | None) -> None:
    """Close a locked cart, and keep the units that the order does not cover.

    The rest moves to a new open cart. The lines of a merged cart are in its `successor`, which is locked too: the
    bought units are removed there.
    """
    covered = units_of(order.lines.all())
    was_open = cart.is_open
    lines = list(cart.lines.select_related("item__product"))
    _replace_lines(cart, order, lines)
    cart.record(Kind.BOUGHT, [], status=Cart.Status.BOUGHT)
    if was_open:
        _move_rest(cart, lines, covered)
    elif successor and successor.is_open:
        _remove_bought(successor, covered)


def _replace_lines(cart: Cart, order: Order, lines: list[CartLine]) -> None:
    """Replace the lines of the closed cart with those of the order."""
    bought = {(line.item_id, line.quantity, line.unit_price) for line in order.lines.all() if line.item_id}
    if {(line.item_id, line.quantity, line.price_seen) for line in lines} == bought:
        return
    cart.lines.all().delete()
    CartLine.objects.bulk_create(
        CartLine(cart=cart, item_id=item_id, quantity=quantity, price_seen=price)
        for item_id, quantity, price in sorted(bought)
    )


def _move_rest(cart: Cart, lines: list[CartLine], covered: dict[int, int]) -> None:
    for line in lines:
        line.quantity -= covered.get(line.item_id, 0)
    rest = [line for line in lines if line.quantity > 0]
    if rest:
        new = Cart.objects.create(holder=cart.holder, member_id=cart.member_id)
        new.raise_to(rest, Kind.LEFT_OVER)


def _remove_bought(cart: Cart, covered: dict[int, int]) -> None:
    changes = []
    for line in cart.lines.select_related("item").filter(item__in=covered):
        change = QuantityChange(line.item, line.quantity, max(line.quantity - covered[line.item_id], 0))
        cart.lines.filter(pk=line.pk).update(quantity=change.after) if change.after else line.delete()
        changes.append(change)
    # Recorded without a change too: an undo must not restore items that the shopper had removed before.
    cart.record(Kind.BOUGHT, changes)


def _lock_successors(ids: list[int]) -> dict[int, Cart]:
    """Lock and return, for each merged cart, the last cart it was merged into: it has the lines."""
    successors: dict[int, Cart] = {}
    for _ in range(LOCK_ROUNDS):
        last = {pk: chain[-1] for pk, chain in find_merge_chains(ids).items()} if ids else {}
        locked = Cart.objects.lock(*last.values()) if last else {}
        successors |= {pk: locked[end] for pk, end in last.items() if end in locked}
        # A cart that was merged while this waited for its lock has passed its lines on.
        ids = [pk for pk in last if pk in successors and successors[pk].merged_into_id]
    return successors
