"""Buyable items, their holds and their availability."""

import math
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, IntegerField, Q, Sum, Value
from django.db.models.functions import Coalesce, Now

from marketplace import clock
from marketplace.accounts.visitors import Shopper
from marketplace.clock import ClockTimestamp
from marketplace.errors import Problem, Refused
from marketplace.models.products import Product
from marketplace.models.shops import Shop
from marketplace.models.stock_expressions import (
    EarlierHold,
    Held,
    HeldAfterLock,
    HeldByHousehold,
    HeldByOthers,
    HeldUntil,
    HouseholdTries,
)
from marketplace.money.currency import format_price
from marketplace.orders.hold_limits import TRIES_REMEMBERED
from marketplace.signals import stock_changed
from marketplace.text.bidi import isolate
from marketplace.text.model_fields import LineField

if TYPE_CHECKING:
    from marketplace.models.orders import Order


LOCK = "SELECT * FROM marketplace_item WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
TAKE = """
    WITH line AS (
        SELECT item_id, quantity FROM marketplace_orderline WHERE order_id = %(order)s AND item_id IS NOT NULL
    ), lacking AS (
        SELECT FROM line JOIN marketplace_item item ON item.id = item_id
        JOIN marketplace_product product ON product.id = item.product_id
        JOIN marketplace_shop shop ON shop.id = product.shop_id
        WHERE on_hand - line.quantity < coalesce((
            SELECT sum(hold.quantity) FROM marketplace_hold hold
            WHERE hold.item_id = item.id AND hold.order_id <> %(order)s AND hold.expires_at > clock_timestamp()
        ), 0) OR NOT coalesce(
            product.status = 'active' AND product.released_at <= clock_timestamp() AND shop.closed_at IS NULL, FALSE
        ) AND NOT EXISTS (
            SELECT FROM marketplace_hold own
            WHERE own.item_id = item.id AND own.order_id = %(order)s AND own.expires_at > clock_timestamp()
        )
    ), taken AS (
        UPDATE marketplace_item SET on_hand = on_hand - line.quantity FROM line
        WHERE marketplace_item.id = line.item_id AND NOT EXISTS (SELECT FROM lacking)
        RETURNING marketplace_item.id, on_hand
    ), freed AS (
        DELETE FROM marketplace_hold WHERE order_id = %(order)s AND EXISTS (SELECT FROM taken)
    )
    SELECT id, on_hand FROM taken
"""


class ItemQuerySet(models.QuerySet["Item"]):
    """Items with their available units."""

    def with_available(self) -> "ItemQuerySet":
        """Annotate `available`: units on hand minus units in live holds."""
        return self.annotate(available=F("on_hand") - Held("pk"))

    def left_for(self, holders: Iterable[str]) -> "ItemQuerySet":
        """Annotate `read_at` and `left`: units available to these owners, including those in their own checkout."""
        return self.annotate(left=F("on_hand") - HeldByOthers("pk", Value(list(holders))), read_at=ClockTimestamp())

    def with_holds(self) -> "ItemQuerySet":
        """Annotate `available`, `held_until` (the end of the next live hold) and `is_open` (for sale)."""
        is_open = Q(product__status=Product.Status.ACTIVE, product__released_at__lte=Now())
        return self.annotate(
            held_until=HeldUntil("pk"), is_open=ExpressionWrapper(Coalesce(is_open, False), BooleanField())
        ).with_available()

    def in_stock(self) -> "ItemQuerySet":
        """Return items with at least one available unit."""
        return self.with_available().filter(Q(available__gt=0))

    def lock(self, ids: Iterable[int]) -> "dict[int, Item]":
        """Lock these items until the transaction ends and return those that exist, by id.

        Locks are taken in primary-key order: two shoppers with the same items in opposite order would deadlock.
        """
        return {item.pk: item for item in self.raw(LOCK, [sorted(set(ids))])}

    def keep(self, pk: int) -> bool:
        """Prevent the deletion of an item until the transaction ends; False if it no longer exists.

        Otherwise a new row with a foreign key to it could fail at the commit, after a successful response.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM marketplace_item WHERE id = %s FOR KEY SHARE", [pk])
            return cursor.rowcount == 1

    def as_locked(self) -> "ItemQuerySet":
        """Load locked items with all data of the decision on a sale: product and shop, `left` and `read_at`.

        Deadlines are compared with `read_at`, the time after the lock.
        """
        found = self.select_related("product__shop")
        return found.annotate(left=F("on_hand") - HeldAfterLock("pk"), read_at=ClockTimestamp())

    def with_earlier_holds(self, shopper: Shopper) -> "ItemQuerySet":
        """Annotate past and present holds of this shopper and household; see `orders.hold_limits`."""
        network = Value(shopper.network)
        held = HeldByHousehold("pk", network) if shopper.network else Value(None, IntegerField())
        tries = HouseholdTries("pk", network, Now() - TRIES_REMEMBERED) if shopper.network else Value(0)
        return self.annotate(
            earlier=EarlierHold("pk", Value(shopper.holders)), household_held=held, household_tries=tries
        )

    def take(self, order: "Order") -> "dict[int, int]":
        """Take an order's lines off the stock and delete its holds: for all lines, or for none of them.

        Returns the units now on hand, by item id; empty if a line lacks units after the holds of others. A line with an
        expired hold also needs a product on sale: a product marked as sold, unlisted or of a closed shop is not sold to
        a late payment. The items must be locked.
        """
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"order": order.pk})
            return dict(cursor.fetchall())

    def require_free_unit(self, product: Product) -> None:
        """Raise `Refused` while checkouts hold every unit of a product. Its items must be locked."""
        held = Hold.objects.live_after_lock().filter(item__product=product).order_by("expires_at").first()
        if held is None or Item.objects.in_stock().filter(product=product).exists():
            return
        minutes = math.ceil(max((held.expires_at - clock.read()).total_seconds(), 1) / 60)
        message = (
            f"A shopper is at the checkout with the last one. Try again in {minutes} min, unless it is paid by then."
        )
        raise Refused(message, field="status", code="held")

    def put_back(self, units: dict[int, int]) -> None:
        """Add units to the stock, by item id. A product that sold out, not marked by hand, is on sale again.

        The items must be locked.
        """
        for item_id, quantity in sorted(units.items()):
            self.filter(pk=item_id).update(on_hand=F("on_hand") + quantity)
        Product.objects.filter(items__in=list(units)).reopen()


class Item(models.Model):
    """One buyable size or variant of a product; a product without sizes has one."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="items")
    # Copied from the product by a trigger, for the unique constraint on shop and SKU.
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="items", editable=False, db_index=False)
    label = LineField(max_length=40, blank=True, help_text="Size or variant; empty for a product without sizes.")
    sku = LineField("SKU", max_length=40, blank=True)
    on_hand = models.IntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    available: int  # set by `with_available`
    left: int  # set by `left_for` and `as_locked`
    read_at: datetime  # set by these too
    earlier: "list[datetime] | None"  # set by `with_earlier_holds`
    household_held: "int | None"  # None if the network is unknown
    household_tries: int
    held_until: "datetime | None"  # set by `with_holds`
    is_open: bool

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="item_on_hand_is_not_negative"),
            models.UniqueConstraint(fields=["product", "label"], name="item_label_once_per_product"),
            models.UniqueConstraint(fields=["shop", "sku"], condition=~Q(sku=""), name="item_sku_once_per_shop"),
        ]

    def __str__(self) -> str:
        return f"{isolate(self.product.title)} ({isolate(self.label)})" if self.label else self.product.title

    def clean(self) -> None:
        """Raise ValidationError if another item of the shop has the SKU."""
        others = Item.objects.filter(shop=self.product.shop_id, sku=self.sku).exclude(pk=self.pk)
        if self.sku and (other := others.select_related("product").first()):
            raise ValidationError({"sku": f"{isolate(other.product.title)} has this SKU."})

    @transaction.atomic
    def restock(self, on_hand: int, *, expected: int) -> None:
        """Set the units on hand, counted while the page showed `expected`.

        Raises `Refused` for a negative count, and if units were sold or restocked meanwhile.
        """
        if on_hand < 0:
            raise Refused("Stock can’t be negative.", field="on_hand")
        now = Item.objects.lock([self.pk])[self.pk].on_hand
        if now != expected:
            raise Refused(f"The stock is now {now}. Count again.", field="on_hand")
        Item.objects.filter(pk=self.pk).update(on_hand=on_hand)
        if on_hand > now:
            Product.objects.filter(pk=self.product_id).reopen()
        stock_changed.send_robust(sender=Item, items=[self])

    @property
    def held(self) -> int:
        """Return the units in live holds; needs `with_available`."""
        return self.on_hand - self.available

    @property
    def level(self) -> str:
        """Return the public stock level: `out`, `low`, `medium` or `high`; needs `with_available`."""
        if self.available <= 0:
            return "out"
        if self.available <= settings.LOW_STOCK:
            return "low"
        return "medium" if self.available <= settings.MEDIUM_STOCK else "high"

    @property
    def is_only_held(self) -> bool:
        """Tell whether checkouts hold all remaining units; needs `with_holds`."""
        return self.available <= 0 < self.on_hand and self.held_until is not None

    def price_rise(self, agreed: Decimal) -> Problem | None:
        """Return the problem if the price is above the one the shopper has accepted."""
        price = self.product.price
        if price <= agreed:
            return None
        return Problem(
            self.pk, "price_rise", f"{self} now costs {format_price(price)}; you added it at {format_price(agreed)}."
        )

    def problem(
        self, quantity: int, *, left: int, is_open: bool, member_id: int | None, most: int | None = None
    ) -> Problem | None:
        """Return the problem of an order of so many units by a member (None: a guest), if there is one.

        `left` is the number of units available to the shopper. `is_open` tells whether the product is released. `most`
        is the maximum per order if it differs from the usual one.
        """
        most = most or settings.MAX_LINE_QUANTITY
        product = self.product
        is_active = product.status == Product.Status.ACTIVE
        if product.status == Product.Status.DRAFT:
            return Problem(self.pk, "not_for_sale", f"{isolate(product.title)} was taken off sale.")
        if is_active and not is_open:
            return Problem(self.pk, "not_released", f"{isolate(product.title)} has not been released yet.")
        if member_id and product.shop.owner_id == member_id:
            return Problem(self.pk, "own_product", f"{isolate(product.title)} is from your own shop.")
        if not 1 <= quantity <= most:
            return Problem(self.pk, "quantity", f"{isolate(product.title)}: 1 to {most} per order.")
        if not is_active or left <= 0:
            if is_active and self.on_hand > 0:
                # The other hold may expire, so the item is not sold out yet.
                return Problem(self.pk, "held", f"{self} is held at another checkout.")
            return Problem(self.pk, "sold_out", f"{self} is sold out.")
        return Problem(self.pk, "not_enough", f"Only {left} of {self} left.", left) if left < quantity else None


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds by state."""

    def live(self) -> "HoldQuerySet":
        """Return holds in effect now. An expired hold does not count, even before its deletion."""
        return self.filter(expires_at__gt=Now())

    def live_after_lock(self) -> "HoldQuerySet":
        """Return holds in effect at the time of evaluation, for decisions after waiting for a lock."""
        return self.filter(expires_at__gt=ClockTimestamp())

    def per_item(self) -> dict[int, int]:
        """Return the held units, by item id."""
        return dict(self.order_by().values_list("item").annotate(Sum("quantity")))


class Hold(models.Model):
    """Units of an item held for a pending order until a deadline."""

    order = models.ForeignKey("marketplace.Order", on_delete=models.CASCADE, related_name="holds")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="holds")
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_quantity_is_positive"),
            models.UniqueConstraint(fields=["order", "item"], name="hold_once_per_order_and_item"),
        ]
        # Available stock of an item: its live holds.
        indexes = [models.Index(fields=["item", "expires_at"], name="hold_item_expires")]

    def __str__(self) -> str:
        return f"{self.quantity} of item {self.item_id} until {self.expires_at:%H:%M}"
