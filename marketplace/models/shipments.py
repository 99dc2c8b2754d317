"""Shipments: each shop ships its own lines of an order."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from marketplace import topics
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import run_each
from marketplace.errors import OrderClosed
from marketplace.models.orders import Order
from marketplace.models.shops import Shop
from marketplace.signals import order_shipped, shipment_corrected
from marketplace.text.model_fields import LineField

if TYPE_CHECKING:
    from marketplace.models.users import User

MOST_CORRECTIONS = 5


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    """Shipments, and the sweep over those without a confirmed delivery."""

    @transaction.atomic
    def send(self, order: Order, shop: Shop, *, by: "User | None", carrier: str = "", tracking: str = "") -> "Shipment":
        """Record the shipment of a shop's lines, and push the buyer's page.

        Raises `OrderClosed` if the order isn't paid, or the lines were shipped or all refunded before.
        """
        order = order.lock()
        if not order.is_taken or not order.lines.unrefunded().filter(shop=shop).exists():
            raise OrderClosed("There is nothing to ship in this order.")
        if order.shipments.filter(shop=shop).exists():
            raise OrderClosed("This part of the order is on its way already.")
        shipment = self.create(order=order, shop=shop, shipped_by=by, carrier=carrier, tracking=tracking)
        order.update_status()
        order_shipped.send_robust(sender=Shipment, order=order, shipment=shipment)
        return shipment

    def deliver_due(self) -> int:
        """Mark shipments as delivered after `DELIVERED_AFTER_DAYS`; returns their number."""
        patience = ClockTimestamp() - timedelta(days=settings.DELIVERED_AFTER_DAYS)
        due = self.filter(delivered_at__isnull=True, shipped_at__lt=patience).select_related("order").order_by("pk")
        return run_each(due, Shipment.deliver)


class Shipment(models.Model):
    """The shipment of one shop for an order, in transit or delivered."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="shipments")
    carrier = LineField(max_length=60, blank=True)
    tracking = LineField("tracking number", max_length=80, blank=True)
    shipped_at = models.DateTimeField(db_default=Now())
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    corrections = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="Number of corrections of carrier or number."
    )
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order", "shop"], name="shipment_once_per_order_and_shop")]
        indexes = [
            # The sweep: shipments without a confirmed delivery.
            models.Index(
                fields=["shipped_at"], condition=models.Q(delivered_at__isnull=True), name="shipment_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} from {self.shop}"

    @transaction.atomic
    def correct(self, *, by: "User", carrier: str, tracking: str) -> None:
        """Correct carrier and tracking number; the buyer gets a mail.

        Raises `OrderClosed` for unchanged values, after the delivery, and after `MOST_CORRECTIONS` corrections.
        """
        self.order.lock()
        under_way = Shipment.objects.filter(pk=self.pk, delivered_at__isnull=True)
        # Of two simultaneous corrections, the second is compared with the first.
        changed = under_way.exclude(carrier=carrier, tracking=tracking)
        if not under_way.exists():
            raise OrderClosed("It has arrived already.")
        if not changed.exists():
            raise OrderClosed("The buyer has this carrier and tracking number already.")
        # The limit counts mails: the buyer gets one for each correction.
        if not changed.filter(corrections__lt=MOST_CORRECTIONS).update(
            carrier=carrier, tracking=tracking, corrected_by=by, corrected_at=ClockTimestamp(),
            corrections=models.F("corrections") + 1,
        ):  # fmt: skip
            raise OrderClosed(f"Tracking was corrected {MOST_CORRECTIONS} times already. Contact the buyer instead.")
        self.refresh_from_db()
        shipment_corrected.send_robust(sender=Shipment, shipment=self)

    @transaction.atomic
    def deliver(self) -> bool:
        """Record the delivery; False when it was recorded before."""
        order = self.order.lock()
        under_way = Shipment.objects.filter(pk=self.pk, delivered_at__isnull=True)
        if not under_way.update(delivered_at=ClockTimestamp()):
            return False
        order.update_status()
        topics.shop_orders.push(self.shop_id)
        return True
