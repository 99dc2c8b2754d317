"""How carts are found, checked out and closed."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models, transaction

from carts.desk.broadcasts import tell_desks
from carts.models.merge_chain import CartCopy, MergeChain
from carts.rules import Change
from marketplace.accounts.visitors import Shopper
from marketplace.database.batches import one_by_one
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Order, Shop, User
from marketplace.orders.checkout import check_out_locked

if TYPE_CHECKING:
    from carts.models.cart import Cart
    from carts.models.line import CartLine

CLOSED = "This cart was closed a moment ago; please try again."
NEWEST = """
    SELECT cart.*, (
        SELECT max(event.id) FROM carts_cartevent event
        WHERE event.cart_id = cart.id AND event.version = cart.version AND event.by_id IS NOT NULL
    ) AS staff_event
    FROM carts_cart cart WHERE holder = %s ORDER BY version DESC LIMIT 1
"""
MAKE = """
    INSERT INTO carts_cart (holder, member_id, name, status) VALUES (%s, %s, %s, 'open')
    ON CONFLICT (holder) WHERE status = 'open' DO NOTHING RETURNING *
"""
NOTE = """
    WITH moved AS (
        UPDATE carts_cart SET
            version = nextval('carts_version'), updated_at = clock_timestamp(),
            status = coalesce(%(status)s, status), order_id = coalesce(%(order)s, order_id),
            abandoned_at = CASE WHEN left_alone.so THEN left_alone.since ELSE abandoned_at END,
            recovered_at = CASE
                WHEN recovered_at IS NULL AND (abandoned_at IS NOT NULL OR left_alone.so) AND %(is_return)s
                THEN clock_timestamp() ELSE recovered_at
            END
        FROM (
            SELECT updated_at + %(patience)s AS since,
                abandoned_at IS NULL AND status = 'open' AND updated_at + %(patience)s <= clock_timestamp()
                AND (EXISTS (SELECT FROM unnest(%(before)s::int[]) AS held WHERE held > 0) OR EXISTS (
                    SELECT FROM carts_cartline
                    WHERE cart_id = %(cart)s AND NOT coalesce(item_id = ANY(%(items)s::bigint[]), FALSE)
                )) AS so
            FROM carts_cart WHERE id = %(cart)s
        ) AS left_alone
        WHERE id = %(cart)s
            AND (%(order)s::bigint IS NULL OR status = 'open' AND order_id IS DISTINCT FROM %(order)s)
        RETURNING id, version, updated_at, name
    ), told AS (
        INSERT INTO carts_cartevent (cart_id, version, kind, item_id, before, quantity, by_id, shop_id, reason)
        SELECT id, version, %(kind)s, item, before, after, %(by)s, %(shop)s, %(reason)s
        FROM moved, unnest(%(items)s::bigint[], %(before)s::int[], %(after)s::int[]) AS change (item, before, after)
    )
    SELECT version, updated_at, name, ARRAY(
        SELECT shop_id FROM marketplace_item WHERE id = ANY(%(items)s::bigint[])
        UNION
        SELECT shop_id FROM carts_cartline JOIN marketplace_item item ON item.id = item_id WHERE cart_id = %(cart)s
    ) FROM moved
"""
FOLLOWED = 3
"""How often a purchase looks where lines went that were moved on while it waited."""
RETURNS = frozenset({"added", "changed", "removed", "emptied", "merged", "restored", "checked_out", "agreed", "undone"})
"""What only the shopper does: after a long silence it means that they are back."""


class CartQuerySet(MergeChain):
    """Carts within a shopper's reach, and the sweep over those whose purchase went unnoticed."""

    def of(self, shopper: Shopper) -> "Cart | None":
        """Return the shopper's open cart; None before the first add and after a purchase."""
        cart = self.filter(holder=shopper.holder, status=self.model.Status.OPEN).first()
        if cart:
            cart.holders = shopper.holders
        return cart

    def newest(self, shopper: Shopper) -> "Cart | None":
        """Return the shopper's cart of the highest version: the open one, else the one that was closed last."""
        return next(iter(self.raw(NEWEST, [shopper.holder])), None)

    def standing(self, shopper: Shopper) -> "Cart":
        """Return the shopper's open cart; refused as `not_found` when there is none."""
        if cart := self.of(shopper):
            return cart
        raise Refused("Your cart is empty.", field="item", code="not_found")

    def opened_by(self, shopper: Shopper) -> "Cart":
        """Return the shopper's open cart, made now if this is the first add.

        Of two first adds at once one makes the cart; the unique constraint sends the other to the same.
        """
        cart = self.of(shopper) or self._made(shopper) or self.standing(shopper)
        cart.holders = shopper.holders
        return cart

    def _made(self, shopper: Shopper) -> "Cart | None":
        """Return a new cart, locked as what is new always is; None where another first add has just made it."""
        member = shopper.user.pk if shopper.user else None
        return next(iter(self.raw(MAKE, [shopper.holder, member, uuid.uuid4()])), None)

    @transaction.atomic
    def add(self, shopper: Shopper, item_id: int, quantity: int) -> None:
        """Put so many more of an item into the shopper's cart, made now if this is the first; see `Cart.add`.

        A refused first add leaves no cart behind.
        """
        mine = self.filter(holder=shopper.holder, status=self.model.Status.OPEN).select_for_update(no_key=True)
        cart = mine.first() or self._made(shopper) or mine.first()
        if cart is None:
            raise Refused(CLOSED, code="closed")
        cart.holders = shopper.holders
        cart._require_changeable()
        cart._add(item_id, quantity)

    @transaction.atomic
    def set_to(self, shopper: Shopper, wanted: dict[int, int], *, version: int) -> None:
        """Have exactly these quantities, by item id, in the shopper's cart, provided it is at the version they saw.

        Refused as `moved_on` where it isn't, else as `Cart.add` and `Cart.change` are, naming the item's place in
        `wanted`; then nothing is changed. Where there never was a cart, the version is 0.
        """
        mine = self.filter(holder=shopper.holder, status=self.model.Status.OPEN)
        cart = mine.select_for_update(no_key=True).first()
        latest = cart or self.newest(shopper)
        is_seen = version == (latest.version if latest else 0)
        # Of two that saw no cart one makes it; the other waits here, or would put its things on top.
        if not is_seen or (wanted and not cart and not self._made(shopper)):
            raise Refused("The cart has changed since.", field="version", code="moved_on")
        before = cart.lines.as_wanted() if cart else {}
        for item_id in before.keys() - wanted.keys():
            self.standing(shopper).remove(item_id)
        asked = [(item_id, quantity, place) for place, (item_id, quantity) in enumerate(wanted.items())]
        # What becomes fewer goes first: a limit is about how many there are in the end, in whichever order they came.
        for item_id, quantity, place in sorted(asked, key=lambda line: line[1] > before.get(line[0], 0)):
            if quantity != before.get(item_id):
                self._set(shopper, item_id, quantity, is_new=item_id not in before, place=place)

    def _set(self, shopper: Shopper, item_id: int, quantity: int, *, is_new: bool, place: int) -> None:
        try:
            if is_new:
                self.add(shopper, item_id, quantity)
            else:
                self.standing(shopper).change(item_id, quantity)
        except Refused as refused:
            field = "quantity" if refused.field == "quantity" else "id"
            raise Refused(refused.message, field=f"items.{place}.{field}", code=refused.code) from None

    def lock(self, *ids: int) -> "dict[int, Cart]":
        """Lock these carts until the transaction ends and return them fresh by id.

        A merge locks a guest's cart and a member's, a purchase perhaps the same two: guests' carts come first
        everywhere, or they would deadlock.
        """
        locked = self.filter(pk__in=ids).select_for_update(no_key=True).order_by("-holder", "pk")
        return {cart.pk: cart for cart in locked}

    @transaction.atomic
    def bring_along(self, guest: Shopper, member: Shopper) -> tuple[list[Change], int]:
        """Merge the guest's cart, if there is one, into the member's; returns what changed there, and its version."""
        cart = self.of(guest)
        if cart is None:
            return [], 0
        own = self.opened_by(member)
        return own.merge(cart), own.version

    @transaction.atomic
    def bring_back(self, shopper: Shopper, copy: CartCopy) -> list[Change]:
        """Restore a remembered cart, without the units that were bought since the copy was made.

        Refused as `bought` when nothing else is left, or the cart itself, or the one it was merged into, was bought.
        """
        bought = self.units_bought_since(copy.cart, copy.version)
        left = {item: quantity - bought.get(item, 0) for item, quantity in copy.wanted.items()}
        left = {item: quantity for item, quantity in left.items() if quantity > 0}
        if not left or self.are_bought(self.filter(name=copy.cart).values_list("pk", flat=True)):
            raise Refused("That cart was bought already; nothing was changed.", code="bought")
        cart = self.opened_by(shopper)
        changes = cart.restore(left)
        if not cart.lines.exists():
            raise Refused("Nothing of that cart is for sale any more.", code="not_found")
        return changes

    @transaction.atomic
    def check_out(self, shopper: Shopper, *, key: str) -> Order:
        """Return the pending order for what is in the shopper's cart; `key` is that of the form that was sent.

        A form whose order is settled already, however long ago, gives that order again. Raises as
        `check_out_items` does.
        """
        # Before the lines are read: what a shop takes out of the cart meanwhile would be ordered all the same.
        advisory_lock(shopper.holder)
        lines = list(self._lines_of(shopper))
        wanted = [(line.item_id, line.quantity) for line in lines]
        try:
            order = check_out_locked(shopper, wanted, key=key, agreed={line.item_id: line.price_seen for line in lines})
        except Refused:
            # Bought meanwhile, the cart is another one, or empty.
            if settled := Order.objects.settled_by(shopper, key):
                return settled
            raise
        # A settled order has had its cart: what is in this one now is to be bought yet.
        if lines and order.status == Order.Status.PENDING:
            lines[0].cart.lead_to(order)
        return order

    def _lines_of(self, shopper: Shopper) -> "models.QuerySet[CartLine]":
        from carts.models.line import CartLine

        mine = {"cart__holder": shopper.holder, "cart__status": self.model.Status.OPEN}
        return CartLine.objects.filter(**mine).select_related("cart").order_by("item")

    # Part of the transaction that pays, which a refusal would leave as it is.
    @transaction.atomic(savepoint=False)
    def close_for(self, order: Order) -> int:
        """Close the carts that led to a paid order; returns how many."""
        leading = self.unbought().filter(order=order).select_for_update(no_key=True)
        carts = {cart.pk: cart for cart in leading.order_by("-holder", "pk")}
        # Only under the lock it is known whether a sign-in at the same moment has moved the lines on.
        successors = self._locked_ends([pk for pk, cart in carts.items() if cart.merged_into_id])
        # An open cart takes care of its lines itself; one that was merged into it then finds nothing left to do.
        for cart in sorted(carts.values(), key=lambda cart: not cart.is_open):
            end = successors.get(cart.pk)
            cart.buy(order, successor=carts.get(end.pk, end) if end else None)
        return len(carts)

    def _locked_ends(self, ids: list[int]) -> "dict[int, Cart]":
        """Return by id the cart that has the lines of each of these, locked: the last one it was merged into."""
        ends: dict[int, Cart] = {}
        for _ in range(FOLLOWED):
            last = {pk: chain[-1] for pk, chain in self.became(ids).items()} if ids else {}
            locked = self.lock(*last.values()) if last else {}
            ends |= {pk: locked[end] for pk, end in last.items() if end in locked}
            # One that was merged while this waited for its lock has passed its lines on.
            ids = [pk for pk in last if pk in ends and ends[pk].merged_into_id]
        return ends

    def note(
        self,
        cart: int,
        kind: str,
        changes: Iterable[Change],
        *,
        status: str | None = None,
        order: Order | None = None,
        by: User | None = None,
        shop: Shop | None = None,
        reason: str = "",
    ) -> tuple[int, datetime] | None:
        """Raise a cart's version and write its history, in one statement; returns version and time.

        `by` is who of the staff did it, if it was not the shopper, `shop` for which shop and `reason` why. A silence
        that lasted past the cart's abandonment ends here, whether or not anybody had written it down. The desks of all
        shops whose things are or were in the cart are told. None for a cart that leads to this order already, or is no
        longer open to lead anywhere.
        """
        # By item, as all lock them: inserting refers to the items, and in any other order two changes could deadlock.
        rows: list[tuple[int | None, int, int]] = sorted((each.item.pk, each.before, each.after) for each in changes)
        rows = rows or [(None, 0, 0)]
        items, before, after = (list(column) for column in zip(*rows, strict=True))
        told: dict[str, Any] = {
            "items": items,
            "before": before,
            "after": after,
            "status": status,
            "order": order and order.pk,
            "by": by and by.pk,
            "shop": shop and shop.pk,
            "reason": reason,
        }
        with connection.cursor() as cursor:
            patience = timedelta(minutes=settings.CART_ABANDONED_MINUTES)
            back: dict[str, Any] = {"patience": patience, "is_return": str(kind) in RETURNS}
            cursor.execute(NOTE, {"cart": cart, "kind": str(kind), **told, **back})
            moved = cursor.fetchone()
        if moved is None:
            return None
        version, at, name, shops = moved
        tell_desks(name, shops)
        return version, at

    def remind_at(self, order: Order, email: str) -> None:
        """Note where the guest who is at the checkout wants to be reminded of the cart; nowhere where it is empty."""
        self.filter(order=order, status=self.model.Status.OPEN).update(reminder_email=email)

    def unbought(self) -> "CartQuerySet":
        """Return carts that no purchase has closed: open ones, and those merged into another."""
        return self.exclude(status=self.model.Status.BOUGHT)

    def close_paid(self) -> int:
        """Close carts whose order was paid although nobody noticed; returns of how many orders.

        Safe to run twice or late.
        """
        unnoticed = self.unbought().filter(order__paid_at__isnull=False)
        orders = Order.objects.filter(pk__in=unnoticed.values("order")).order_by("pk")
        return one_by_one(orders, self.close_for)
