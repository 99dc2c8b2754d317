"""Carts: what a shopper means to buy, kept by the server and the same on every page of theirs."""

import math
import uuid
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.functional import cached_property

from carts import topics
from carts.models.codes import code_of
from carts.models.event import CartEvent
from carts.models.line import CartLine
from carts.models.line_fixes import LineFixes
from carts.models.merging import TakesIn
from carts.models.queries import CLOSED, CartQuerySet
from carts.models.version import NextVersion
from carts.rules import (
    Change,
    require_buyable,
    require_known,
    require_quantity,
    require_room,
    require_sum,
    require_within_limit,
)
from marketplace import clock
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Order, Payment, Shop, User
from marketplace.models.orders import units_of
from marketplace.text.model_fields import MailAddressField

Kind = CartEvent.Kind
BEING_PAID = "The shopper is paying for this cart. Nothing can be taken out until that is over."
AT_CHECKOUT = "The shopper is at the checkout with this cart. Try again in {minutes} min, unless it is bought by then."
FROZEN = "Your payment for these things is under way. Finish or cancel it, and the cart is yours again."


class Cart(TakesIn, LineFixes):
    """What a member or a guest means to buy. There is one open cart a holder, and no row before the first add."""

    class Status(models.TextChoices):
        OPEN = "open"
        BOUGHT = "bought"
        MERGED = "merged"
        CLOSED = "closed"

    holder = models.CharField(max_length=40, help_text="Whose cart it is: u-<account> or v-<visitor>.")
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
        help_text="Where a guest wants to be reminded of it: given with consent at the checkout.",
    )
    abandoned_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its shopper had been silent for too long, the first time.",
    )
    recovered_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the shopper came back to it after that."
    )

    staff_event: int | None = None  # of `newest`: its last change, if staff made it

    objects = CartQuerySet.as_manager()

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
            # The cart a page shows: the holder's latest.
            models.Index(fields=["holder", "-version"], name="cart_holder_latest"),
            # Open carts by their last change, newest first.
            models.Index(fields=["-updated_at"], condition=Q(status="open"), name="cart_open_newest"),
            # Forgetting looks at what was closed long ago.
            models.Index(fields=["updated_at"], condition=~Q(status="open"), name="cart_closed_oldest"),
            # Addresses of guests to be reminded, until they are forgotten.
            models.Index(Upper("reminder_email"), condition=~Q(reminder_email=""), name="cart_reminder_email"),
            # What became of carts that were abandoned, by day.
            models.Index(fields=["abandoned_at"], condition=Q(abandoned_at__isnull=False), name="cart_abandoned"),
        ]

    def __str__(self) -> str:
        return f"Cart {self.code}"

    @property
    def code(self) -> str:
        """Return the short code by which people speak of it: it opens nothing, and leads to nobody's session."""
        return code_of(self.name)

    @cached_property
    def holders(self) -> list[str]:
        """Return by which names its shopper goes: also that of the guest who used this browser, where it is known."""
        return [self.holder]

    @property
    def is_bought(self) -> bool:
        """Tell whether a purchase has closed it for good."""
        return self.status == Cart.Status.BOUGHT

    @property
    def is_open(self) -> bool:
        """Tell whether it can be changed."""
        return self.status == Cart.Status.OPEN

    # Verbs ----------------------------------------------------------------------------------------------------

    @transaction.atomic
    def add(self, item_id: int, quantity: int = 1) -> None:
        """Put so many more of an item in.

        Refused with a code: `unknown_item`, `not_for_sale`, `not_released`, `own_product`, `sold_out`, `quantity`,
        `too_many_lines`, or `duplicate_item` where the product's limit per shopper is reached.
        """
        self._lock()
        self._add(item_id, quantity)

    @transaction.atomic
    def change(self, item_id: int, quantity: int) -> None:
        """Have so many of an item in; refused as `not_found`, `quantity`, or `duplicate_item` beyond a limit."""
        self._lock()
        line = self._line(item_id)
        change = Change(line.item, line.quantity, require_quantity(quantity))
        # Who goes on has seen a lower price; a higher one needs a yes of its own.
        line.quantity, line.price_seen = quantity, min(line.price_seen, line.unit_price)
        line.save()
        if change.after > change.before:
            require_within_limit(self, line.product)
        self._note(Kind.CHANGED, [change])

    @transaction.atomic
    def remove(self, item_id: int) -> None:
        """Take an item out; refused as `not_found` when it is not in."""
        self._lock()
        line = self._line(item_id)
        line.delete()
        self._note(Kind.REMOVED, [Change(line.item, line.quantity, 0)])

    @transaction.atomic
    def agree(self, item_id: int, price: Decimal) -> None:
        """Say yes to a new price; refused as `price_rise` when it is yet another one by now, or `not_found`."""
        self._lock()
        line = self._line(item_id)
        if line.unit_price != price and (problem := line.item.price_rise(price)):
            raise Refused(problem.message, field="price", code=problem.code)
        self.lines.filter(pk=line.pk).update(price_seen=line.unit_price)
        self._note(Kind.AGREED, [Change(line.item, line.quantity, line.quantity)])

    @transaction.atomic
    def empty(self) -> None:
        """Take everything out."""
        self._lock()
        changes = [Change(line.item, line.quantity, 0) for line in self.lines.select_related("item")]
        self.lines.all().delete()
        if changes:
            self._note(Kind.EMPTIED, changes)

    @transaction.atomic
    def close(self, by: User | None = None, *, ends_checkout: bool = True, reason: str = "") -> None:
        """Close it for good, unbought, and give back what its checkout keeps; refused as `frozen` while it is paid.

        Its lines stay as they were, to be looked at; its shopper begins with an empty one. `by` is who of the staff
        does it, if it is not the shopper, who reads the `reason`. Unless it `ends_checkout`, it is refused as
        `checkout` while one is under way.
        """
        self._end_checkout(may_end=ends_checkout)
        self._lock()
        self._note(Kind.CLOSED, [], by=by, reason=reason, status=Cart.Status.CLOSED)

    @transaction.atomic
    def withdraw(self, shop: Shop, by: User | None = None, *, reason: str = "") -> None:
        """Take a shop's things out on its behalf; refused as `checkout` while a checkout with them is under way.

        That checkout may hold things of other shops, and its shopper is paying. With nothing of others in it, the cart
        is closed. `by` is who of the shop does it; the shopper reads the shop's name and the `reason`.
        """
        self._end_checkout(of=shop, may_end=False)
        self._lock()
        mine = list(self.lines.filter(item__shop=shop).select_related("item"))
        told: dict[str, Any] = {"by": by, "shop": shop, "reason": reason}
        if len(mine) == self.lines.count():
            self._note(Kind.CLOSED, [], **told, status=Cart.Status.CLOSED)
            return
        self.lines.filter(pk__in=[line.pk for line in mine]).delete()
        self._note(Kind.WITHDRAWN, [Change(line.item, line.quantity, 0) for line in mine], **told)

    def lead_to(self, order: Order) -> None:
        """Note which checkout this cart went to, so that paying it closes the cart.

        Refused as `closed` where the cart was bought or merged while its checkout waited for that: it is another one
        by now, and its things would be ordered twice.
        """
        self._note(Kind.CHECKED_OUT, [], order=order)
        if self.order_id != order.pk and not Cart.objects.filter(pk=self.pk, status=Cart.Status.OPEN).exists():
            raise Refused(CLOSED, code="closed")

    def buy(self, order: Order, *, successor: "Cart | None") -> None:
        """Close this locked cart for good because its order was paid; what the order doesn't cover is kept.

        The rest moves to a new open cart. A cart that was merged meanwhile has its lines in the `successor`, also
        locked: what was bought leaves there.
        """
        covered = units_of(order.lines.all())
        was_open = self.is_open
        rest = list(self.lines.select_related("item__product"))
        self._hold_just(order, rest)
        self._note(Kind.BOUGHT, [], status=Cart.Status.BOUGHT)
        if was_open:
            self._carry_over(rest, covered)
        elif successor and successor.is_open:
            successor._take_out(covered)

    # Steps of the verbs; each needs the cart locked, but for the first two ------------------------------------------

    def _end_checkout(self, of: Shop | None = None, *, may_end: bool = True) -> None:
        """Give back what the checkout it led to keeps, if it keeps anything of this shop; `frozen` while it is paid.

        Whoever may not end it is refused as `checkout` while it has time; one whose time is over is given back.
        """
        # A checkout takes its turn: one under way ends before this, and the next finds the cart as it is left here.
        advisory_lock(self.holder)
        order = Order.objects.filter(carts=self).first()
        if order is None or (of and not order.lines.filter(shop=of).exists()):
            return
        # A purchase locks its order before the cart: the other way round the two would deadlock.
        order = order.lock()
        if order.is_being_paid:
            raise Refused(FROZEN if may_end else BEING_PAID, code="frozen")
        if not may_end and order.is_payable():
            minutes = math.ceil((order.expires_at - clock.read()).total_seconds() / 60)
            raise Refused(AT_CHECKOUT.format(minutes=max(minutes, 1)), code="checkout")
        if order.status == Order.Status.PENDING:
            order.cancel()

    def _lock(self) -> None:
        fresh = Cart.objects.lock(self.pk)[self.pk]
        fresh._require_changeable()
        self.version = fresh.version

    def _require_open(self) -> None:
        if not self.is_open:
            raise Refused(CLOSED, code="closed")

    def _require_changeable(self) -> None:
        self._require_open()
        if self.order_id and Payment.objects.settling().filter(order=self.order_id).exists():
            raise Refused(FROZEN, code="frozen")

    def _add(self, item_id: int, quantity: int) -> None:
        item, before = require_known(item_id, self.holders), self.lines.as_wanted()
        change = Change(item, before.get(item.pk, 0), require_sum(before.get(item.pk, 0), quantity))
        require_buyable(self, item, change.after)
        require_room(len(before | {item.pk: change.after}))
        line = CartLine(item=item, quantity=change.after, price_seen=item.product.price)
        self._put([line], and_price=True)
        require_within_limit(self, item.product)
        self._note(Kind.ADDED, [change])

    def _line(self, item_id: int) -> CartLine:
        line = self.lines.select_related("item__product").filter(item=item_id).first()
        if line is None:
            raise Refused("That is not in your cart any more.", field="item", code="not_found")
        return line

    def _hold_just(self, order: Order, now: list[CartLine]) -> None:
        bought = {(line.item_id, line.quantity, line.unit_price) for line in order.lines.all() if line.item_id}
        if {(line.item_id, line.quantity, line.price_seen) for line in now} == bought:
            return
        self.lines.all().delete()
        CartLine.objects.bulk_create(
            CartLine(cart=self, item_id=item_id, quantity=quantity, price_seen=price)
            for item_id, quantity, price in sorted(bought)
        )

    def _carry_over(self, lines: list[CartLine], covered: dict[int, int]) -> None:
        for line in lines:
            line.quantity -= covered.get(line.item_id, 0)
        rest = [line for line in lines if line.quantity > 0]
        if rest:
            cart = Cart.objects.create(holder=self.holder, member_id=self.member_id)
            cart._raise_to(rest, Kind.LEFT_OVER)

    def _take_out(self, covered: dict[int, int]) -> None:
        changes = []
        for line in self.lines.select_related("item").filter(item__in=covered):
            change = Change(line.item, line.quantity, max(line.quantity - covered[line.item_id], 0))
            self.lines.filter(pk=line.pk).update(quantity=change.after) if change.after else line.delete()
            changes.append(change)
        # Also when nothing was left to take out: what the shopper took out before must not come back by an undo.
        self._note(Kind.BOUGHT, changes)

    def _note(
        self,
        kind: Kind,
        changes: list[Change],
        *,
        by: User | None = None,
        shop: Shop | None = None,
        reason: str = "",
        **becomes: Any,
    ) -> None:
        """Raise the version, write the history, with who did it `by` their office, and tell every page that shows it.

        It may become another `status` too, or lead to another `order`; one that leads there already stays as it is.
        """
        moved = Cart.objects.note(self.pk, kind, changes, by=by, shop=shop, reason=reason, **becomes)
        if moved:
            self.version, self.updated_at = moved
            for name, value in becomes.items():
                setattr(self, name, value)
            topics.cart.push(self.holder, version=self.version)
