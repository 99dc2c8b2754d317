"""`Cart`: the items a shopper means to buy, kept by the server and the same on all pages of the shopper.

All changes of carts go through `Cart.record`, which writes the history and pushes the cart to open pages.
"""

import math
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.functional import cached_property

from carts import topics
from carts.models.change_log import QuantityChange, record_change
from carts.models.codes import code_of
from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.line_queries import load_lines
from carts.models.pushes import push_live_cart, shop_ids_of
from carts.models.queries import CartQuerySet
from carts.models.version import NextVersion
from carts.rules import (
    require_buyable,
    require_known,
    require_quantity,
    require_room,
    require_sum,
    require_within_limit,
)
from marketplace import clock
from marketplace.clock import ClockTimestamp
from marketplace.errors import Problem, Refused
from marketplace.locks import advisory_lock
from marketplace.models import Item, Order, Payment, Shop, User
from marketplace.text.model_fields import MailAddressField

Kind = CartEvent.Kind
UNDOABLE = (Kind.REMOVED, Kind.EMPTIED, Kind.MERGED)
CLOSED = "This cart was closed a moment ago; please try again."
BEING_PAID = "The shopper is paying for this cart. Nothing can be removed until the payment ends."
AT_CHECKOUT = "The shopper is at the checkout with this cart. Try again in {minutes} min, unless it is bought by then."
FROZEN = "Your payment for these items is in progress. Finish or cancel it to change your cart."


class Cart(models.Model):
    """The items a member or a guest means to buy.

    There is one open cart for each shopper, and no row before the first add.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        BOUGHT = "bought"
        MERGED = "merged"
        CLOSED = "closed"

    holder = models.CharField(max_length=40, help_text="Owner key: u-<account> or v-<visitor>.")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="carts"
    )
    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    version = models.BigIntegerField(db_default=NextVersion(), editable=False)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="carts")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    reminder_email = MailAddressField(
        blank=True,
        db_default="",
        help_text="Address for reminders to a guest, given with consent at the checkout.",
    )
    abandoned_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Time at which the cart was first abandoned.",
    )
    recovered_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Time at which the shopper returned to it."
    )

    staff_event: int | None = None  # set by `latest_of`: id of the last event, if staff caused it

    objects = CartQuerySet["Cart"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder"], condition=Q(status="open"), name="one_open_cart_a_holder"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "bought", "merged", "closed"]), name="cart_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(recovered_at__isnull=True) | Q(abandoned_at__isnull=False),
                name="cart_recovered_was_abandoned",
            ),
        ]
        indexes = [
            # The cart of a page: the shopper's latest.
            models.Index(fields=["holder", "-version"], name="cart_holder_latest"),
            # Open carts by their last change, newest first.
            models.Index(fields=["-updated_at"], condition=Q(status="open"), name="cart_open_newest"),
            # The purge reads carts that were closed long ago.
            models.Index(fields=["updated_at"], condition=~Q(status="open"), name="cart_closed_oldest"),
            # Guests' addresses for reminders, until they are deleted.
            models.Index(Upper("reminder_email"), condition=~Q(reminder_email=""), name="cart_reminder_email"),
            # Analytics: abandoned carts by day.
            models.Index(fields=["abandoned_at"], condition=Q(abandoned_at__isnull=False), name="cart_abandoned"),
        ]

    def __str__(self) -> str:
        return f"Cart {self.code}"

    @property
    def code(self) -> str:
        """Return the short code for staff and other programs: it opens nothing, and leads to no session."""
        return code_of(self.name)

    @cached_property
    def holders(self) -> list[str]:
        """Return the holder keys of the shopper; queries by shopper add the key of the guest in the same browser."""
        return [self.holder]

    @property
    def is_bought(self) -> bool:
        """Tell whether a purchase has closed the cart for good."""
        return self.status == Cart.Status.BOUGHT

    @property
    def is_open(self) -> bool:
        """Tell whether the cart can be changed."""
        return self.status == Cart.Status.OPEN

    # Changes by the shopper -------------------------------------------------------------------------------------

    @transaction.atomic
    def add(self, item_id: int, quantity: int = 1) -> None:
        """Add this quantity of an item.

        Refused with a code: `unknown_item`, `not_for_sale`, `not_released`, `own_product`, `sold_out`, `quantity`,
        `too_many_lines`, or `duplicate_item` where the product's limit per shopper is reached.
        """
        self._lock()
        self.add_locked(item_id, quantity)

    def add_locked(self, item_id: int, quantity: int) -> None:
        """Add this quantity of an item to a cart that is locked already; refused as `add` is."""
        item, before = require_known(item_id, self.holders), self.lines.quantities()
        change = QuantityChange(item, before.get(item.pk, 0), require_sum(before.get(item.pk, 0), quantity))
        require_buyable(item, change.after, self.member_id)
        require_room(len(before | {item.pk: change.after}))
        line = CartLine(item=item, quantity=change.after, price_seen=item.product.price)
        CartLine.objects.upsert(self.pk, [line], with_price=True)
        require_within_limit(self.lines.all(), item.product, self.holders, self.member_id)
        self.record(Kind.ADDED, [change])

    @transaction.atomic
    def change(self, item_id: int, quantity: int) -> None:
        """Set the quantity of an item; refused as `not_found`, `quantity`, or `duplicate_item` beyond a limit."""
        self._lock()
        line = self._line(item_id)
        change = QuantityChange(line.item, line.quantity, require_quantity(quantity))
        # The shopper has seen a lower price and goes on; a higher price needs explicit consent.
        line.quantity, line.price_seen = quantity, min(line.price_seen, line.unit_price)
        line.save()
        if change.after > change.before:
            require_within_limit(self.lines.all(), line.product, self.holders, self.member_id)
        self.record(Kind.CHANGED, [change])

    @transaction.atomic
    def remove(self, item_id: int) -> None:
        """Remove an item; refused as `not_found` when it is not in the cart."""
        self._lock()
        line = self._line(item_id)
        line.delete()
        self.record(Kind.REMOVED, [QuantityChange(line.item, line.quantity, 0)])

    @transaction.atomic
    def empty(self) -> None:
        """Remove all items."""
        self._lock()
        changes = [QuantityChange(line.item, line.quantity, 0) for line in self.lines.select_related("item")]
        self.lines.all().delete()
        if changes:
            self.record(Kind.EMPTIED, changes)

    @transaction.atomic
    def accept_price(self, item_id: int, price: Decimal) -> None:
        """Accept a new price; refused as `price_rise` if it has risen again meanwhile, or as `not_found`."""
        self._lock()
        line = self._line(item_id)
        if line.unit_price != price and (problem := line.item.price_rise(price)):
            raise Refused(problem.message, field="price", code=problem.code)
        self.lines.filter(pk=line.pk).update(price_seen=line.unit_price)
        self.record(Kind.AGREED, [QuantityChange(line.item, line.quantity, line.quantity)])

    @transaction.atomic
    def accept_prices(self, prices: Mapping[int, Decimal]) -> None:
        """Accept these new prices, by item id, all or none.

        Refused as `price_rise` if a price has risen again meanwhile, as `not_found` if a line is gone.
        """
        self._lock()
        lines = {line.item_id: line for line in self.lines.select_related("item__product").filter(item__in=prices)}
        if lines.keys() != prices.keys():
            raise Refused("One of these is not in your cart any more.", field="item", code="not_found")
        problems = [line.item.price_rise(prices[item_id]) for item_id, line in sorted(lines.items())]
        if risen := [problem for problem in problems if problem]:
            raise Refused(" ".join(each.message for each in risen), field="price", code="price_rise")
        for line in lines.values():
            self.lines.filter(pk=line.pk).update(price_seen=line.unit_price)
        self.record(Kind.AGREED, [QuantityChange(line.item, line.quantity, line.quantity) for line in lines.values()])

    @transaction.atomic
    def lower_to_stock(self) -> None:
        """Lower each line with too few items left to the number that is left."""
        self._lock()
        short = [(line, problem) for line, problem in self._problems() if problem.code == "not_enough"]
        for line, problem in short:
            self.lines.filter(pk=line.pk).update(quantity=problem.left)
        if short:
            self.record(
                Kind.CHANGED, [QuantityChange(line.item, line.quantity, problem.left) for line, problem in short]
            )

    @transaction.atomic
    def remove_unavailable(self) -> None:
        """Remove each line that can't be bought at all; `undo` restores them."""
        self._lock()
        gone = [line for line, problem in self._problems() if problem.is_gone]
        self.lines.filter(pk__in=[line.pk for line in gone]).delete()
        if gone:
            self.record(Kind.REMOVED, [QuantityChange(line.item, line.quantity, 0) for line in gone])

    @transaction.atomic
    def undo(self, version: int) -> None:
        """Undo the change that led to this version; refused as `moved_on` after a later change.

        Added items are removed, removed items return at today's price. Only `UNDOABLE` changes can be undone.
        """
        self._lock()
        events = list(self.events.filter(version=version, kind__in=UNDOABLE).select_related("item__product"))
        if version != self.version or not events:
            raise Refused("Your cart has changed since; that can’t be undone any more.", code="moved_on")
        changes = [QuantityChange(event.item, event.quantity, event.before) for event in events if event.item]
        self.lines.filter(item__in=[each.item for each in changes if not each.after]).delete()
        back = [CartLine(item=each.item, quantity=each.after, price_seen=each.item.product.price) for each in changes]
        CartLine.objects.upsert(self.pk, [line for line in back if line.quantity])
        self.record(Kind.UNDONE, changes)

    @transaction.atomic
    def merge(self, other: "Cart") -> list[QuantityChange]:
        """Merge another cart of the same person into this one and close it; returns the changed quantities.

        The larger quantity of each item counts. Two merges at once (two tabs signing in) count once. Pages of this
        cart are pushed here. The caller pushes pages of the other cart, once their browser is known to be signed in.
        """
        locked = Cart.objects.lock(self.pk, other.pk)
        locked[self.pk]._require_open()
        if not locked[other.pk].is_open:
            return []
        Cart.objects.filter(pk=other.pk).update(
            status=Cart.Status.MERGED, merged_into=self, version=NextVersion(), updated_at=ClockTimestamp()
        )
        changes = self.raise_to(other.lines.select_related("item__product"), Kind.MERGED)
        # All items of the other cart are in this cart now.
        push_live_cart(other.name, shop_ids_of(self.pk))
        return changes

    @transaction.atomic
    def restore(self, wanted: dict[int, int]) -> list[QuantityChange]:
        """Add the items of a saved copy, the larger quantity of each; returns the changed quantities.

        Items that can't be bought any more return too, with their problem: nothing disappears silently. Only items
        that no longer exist are missing. Refused as `too_many_lines` where there is no room for all.
        """
        self._lock()
        items = Item.objects.select_related("product").filter(pk__in=wanted)
        lines = [CartLine(item=item, quantity=wanted[item.pk], price_seen=item.product.price) for item in items]
        changes = self.raise_to(lines, Kind.RESTORED)
        require_room(self.lines.count())
        return changes

    # Changes by staff -------------------------------------------------------------------------------------------

    @transaction.atomic
    def close(self, by: User | None = None, *, ends_checkout: bool = True, reason: str = "") -> None:
        """Close the cart unbought and end its checkout; refused as `frozen` during a payment.

        The lines stay for the record; the shopper starts with an empty cart. `by` is the member of staff, if the
        shopper does not do it, and the shopper reads the `reason`. Without `ends_checkout` it is refused as
        `checkout` during a checkout.
        """
        self._end_checkout(may_end=ends_checkout)
        self._lock()
        self.record(Kind.CLOSED, [], by=by, reason=reason, status=Cart.Status.CLOSED)

    @transaction.atomic
    def remove_items_of(self, shop: Shop, by: User | None = None, *, reason: str = "") -> None:
        """Remove a shop's items on its behalf; refused as `checkout` during a checkout with items of the shop.

        That checkout may hold items of other shops, and its shopper is paying. A cart without items of other shops
        is closed. `by` is the member of staff; the shopper reads the shop's name and the `reason`.
        """
        self._end_checkout(of=shop, may_end=False)
        self._lock()
        own = list(self.lines.filter(item__shop=shop).select_related("item"))
        staff: dict[str, Any] = {"by": by, "shop": shop, "reason": reason}
        if len(own) == self.lines.count():
            self.record(Kind.CLOSED, [], **staff, status=Cart.Status.CLOSED)
            return
        self.lines.filter(pk__in=[line.pk for line in own]).delete()
        self.record(Kind.WITHDRAWN, [QuantityChange(line.item, line.quantity, 0) for line in own], **staff)

    # Steps of a change; each needs the cart locked --------------------------------------------------------------

    def record(self, kind: Kind, changes: list[QuantityChange], **values: Any) -> None:
        """Raise the version, write the history, and push the cart to all pages that show it.

        `values` are those of `record_change`: `status` and `order` change the cart too. A cart that leads to the
        order already stays as it is.
        """
        recorded = record_change(self.pk, kind, changes, **values)
        if recorded is None:
            return
        self.version, self.updated_at = recorded.version, recorded.at
        for name in values.keys() & {"status", "order"}:
            setattr(self, name, values[name])
        push_live_cart(recorded.name, recorded.shops)
        topics.cart.push(self.holder, version=self.version)

    def raise_to(self, lines: Iterable[CartLine], kind: Kind) -> list[QuantityChange]:
        """Raise the quantities of the cart to those of the lines where these are larger; returns the changes."""
        before = self.lines.quantities()
        larger = [line for line in lines if line.quantity > before.get(line.item_id, 0)]
        CartLine.objects.upsert(self.pk, larger)
        changes = [QuantityChange(line.item, before.get(line.item_id, 0), line.quantity) for line in larger]
        # Recorded without a change too: a page of the other cart must see a newer version of this one.
        self.record(kind, changes)
        return changes

    def require_changeable(self) -> None:
        """Refuse as `closed`, or as `frozen` during a payment."""
        self._require_open()
        if self.order_id and Payment.objects.settling().filter(order=self.order_id).exists():
            raise Refused(FROZEN, code="frozen")

    def _require_open(self) -> None:
        if not self.is_open:
            raise Refused(CLOSED, code="closed")

    def _lock(self) -> None:
        locked = Cart.objects.lock(self.pk)[self.pk]
        locked.require_changeable()
        self.version = locked.version

    def _end_checkout(self, of: Shop | None = None, *, may_end: bool = True) -> None:
        """Cancel the order of the cart's checkout, before the cart is locked; with `of`, only one with its items.

        Refused as `frozen` during a payment, and as `checkout` if the caller may not end a checkout that has time.
        """
        # Waits for a checkout at the same moment; the next checkout finds the cart as this change leaves it.
        advisory_lock(self.holder)
        order = Order.objects.filter(carts=self).first()
        if order is None or (of and not order.lines.filter(shop=of).exists()):
            return
        # A purchase locks its order before the cart: in the other order the two would deadlock.
        order = order.lock()
        if order.is_being_paid:
            raise Refused(FROZEN if may_end else BEING_PAID, code="frozen")
        if not may_end and order.is_payable():
            minutes = math.ceil((order.expires_at - clock.read()).total_seconds() / 60)
            raise Refused(AT_CHECKOUT.format(minutes=max(minutes, 1)), code="checkout")
        if order.status == Order.Status.PENDING:
            order.cancel()

    def _line(self, item_id: int) -> CartLine:
        line = self.lines.select_related("item__product").filter(item=item_id).first()
        if line is None:
            raise Refused("That is not in your cart any more.", field="item", code="not_found")
        return line

    def _problems(self) -> list[tuple[CartLine, Problem]]:
        found = [(line, line.find_problem(self.member_id)) for line in load_lines(self.pk, self.holders)]
        return [(line, problem) for line, problem in found if problem]
