"""Payments: attempts to pay an order. `orders.settlement` moves them from state to state."""

import json
import uuid
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Sum
from django.db.models.functions import Now

from marketplace import topics
from marketplace.clock import ClockTimestamp
from marketplace.errors import KeyReused
from marketplace.gateways import Gateway, default_gateway, load_gateway
from marketplace.models.orders import Order
from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import LineField

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_unsettled_order(pk: int | None) -> Order | None:
    """Return an order that a payment may still settle, with `has_time` and `being_paid`; no query for None."""
    if pk is None:
        return None
    has_time = Q(status=Order.Status.PENDING, expires_at__gt=Now())
    orders: Any = Order.objects
    orders = orders.annotate(
        has_time=ExpressionWrapper(has_time, models.BooleanField()),
        being_paid=Exists(Payment.objects.in_flight().filter(order=OuterRef("pk"))),
    )
    found: Order | None = orders.filter(pk=pk, status__in=Order.UNSETTLED).first()
    return found


def hash_payment_form(method: str, address: dict[str, Any]) -> str:
    """Return the digest that identifies a payment form."""
    return sha256(json.dumps([method, address], sort_keys=True).encode()).hexdigest()


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Attempts to pay."""

    def in_flight(self) -> "PaymentQuerySet":
        """Return payments the gateway may still capture."""
        return self.filter(status__in=Payment.OPEN)

    def settling(self) -> "PaymentQuerySet":
        """Return payments that may still settle their order; its cart must not change meanwhile."""
        return self.in_flight().filter(order__status__in=Order.UNSETTLED)

    def intend(self, order: Order, *, key: str, method: str, address: dict[str, Any]) -> "Payment":
        """Record a new attempt to pay an order in full."""
        topics.order.push(order.number)
        return self.create(
            order=order,
            key=key,
            content_hash=hash_payment_form(method, address),
            amount=order.total,
            currency=order.currency,
            gateway=default_gateway().name,
            method=method,
        )


class Payment(models.Model):
    """One attempt to pay an order: intent → captured, failed, or captured and refunded."""

    class Status(models.TextChoices):
        INTENT = "intent"
        CONFIRMING = "confirming"
        CAPTURED = "captured"
        FAILED = "failed"
        REFUNDING = "refunding"
        REFUNDED = "refunded"

    OPEN = (Status.INTENT, Status.CONFIRMING)
    TAKEN = (Status.CAPTURED, Status.REFUNDING)

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    gateway = models.CharField(max_length=20)
    method = models.CharField(max_length=40)
    gateway_reference = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.INTENT)
    message = LineField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    is_unanswered = False
    """Whether the request to the gateway is still unanswered; not stored."""
    url = ""
    """The gateway's next page for the buyer; not stored."""

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="payment_key_once_per_order"),
            models.UniqueConstraint(fields=["order"], condition=Q(status="captured"), name="order_is_paid_once"),
        ]
        indexes = [
            # The sweep over open payments.
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["intent", "confirming"]),
                name="payment_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} for {self.order}"

    @property
    def is_open(self) -> bool:
        """Tell whether the gateway may still capture it."""
        return self.status in Payment.OPEN

    @property
    def log_context(self) -> dict[str, object]:
        """Return the fields that identify the payment in log lines."""
        return {"order": self.order.number, "payment": self.pk}

    @property
    def provider(self) -> Gateway:
        """Return the gateway of this payment, even if new payments use another one."""
        chosen = default_gateway()
        return chosen if chosen.name == self.gateway else load_gateway(self.gateway)

    def require_same_form(self, method: str, address: dict[str, Any]) -> "Payment":
        """Return this payment if a resubmitted form has the same content, else raise `KeyReused`."""
        if self.content_hash != hash_payment_form(method, address):
            raise KeyReused("This payment form was already sent with other details; reload the page.", field="key")
        return self

    @property
    def left(self) -> Decimal:
        """Return the amount that is neither refunded nor owed."""
        return self.amount - (self.refunds.aggregate(total=Sum("amount"))["total"] or 0)

    def record_refund(self) -> None:
        """Mark the payment as refunded once all money and every line is refunded, and push the order's page."""
        is_rest = self.left <= 0 and not self.refunds.owed().exists() and not self._has_unrefunded_lines()
        if not is_rest or not self.advance(Payment.TAKEN, Payment.Status.REFUNDED):
            topics.order.push(self.order.number)

    def _has_unrefunded_lines(self) -> bool:
        # Refunds in the provider's dashboard may use up the money while the order still has unrefunded lines.
        return self.status == Payment.Status.CAPTURED and self.order.lines.unrefunded().exists()

    def advance(
        self,
        before: "Iterable[Payment.Status]",
        after: "Payment.Status",
        message: str = "",
        *,
        unless: "PaymentQuerySet | None" = None,
    ) -> bool:
        """Change the status from one of `before` to `after` by a conditional update; False if it was none of them.

        With `unless` nothing changes while that queryset has payments. The gateway's reference is saved as well.
        """
        fields = {"message": message, "gateway_reference": self.gateway_reference}
        fields = {name: value for name, value in fields.items() if value}
        due = Payment.objects.filter(pk=self.pk, status__in=list(before))
        if unless is not None:
            due = due.exclude(Exists(unless))
        if not due.update(status=after, settled_at=ClockTimestamp(), **fields):
            self.refresh_from_db(fields=["status", "message", "settled_at"])
            return False
        self.status, self.message = after, message or self.message
        # Reloaded at the next access.
        self.__dict__.pop("settled_at", None)
        topics.order.push(self.order.number)
        return True
