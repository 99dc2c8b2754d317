"""Refunds: recorded before the request to the gateway, and sent once."""

import logging
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from marketplace.clock import ClockTimestamp
from marketplace.database.batches import SWEEP_SECONDS, run_each
from marketplace.gateways import Unreachable
from marketplace.gateways.provider_calls import ask_provider
from marketplace.models.payments import Payment
from marketplace.money.fields import MoneyField
from marketplace.signals import money_returned
from marketplace.text.model_fields import LineField

if TYPE_CHECKING:
    from concurrent.futures import Future

    from marketplace.models.users import User

logger = logging.getLogger(__name__)
ELSEWHERE = "Given back at the payment provider."


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds, and the sweep over those that are owed."""

    def owed(self) -> "RefundQuerySet":
        """Return refunds not sent by the gateway yet."""
        return self.filter(sent_at__isnull=True)

    def owe(self, payment: Payment, amount: Decimal, *, reason: str, by: "User | None") -> "Refund":
        """Record a refund for lines; where all money went back before, return the refund without lines."""
        if amount:
            return self.create(payment=payment, amount=amount, reason=reason, by=by)
        return payment.refunds.filter(lines=None).latest("pk")

    def send_owed(self) -> int:
        """Send every owed refund through its gateway; returns the number of sent refunds."""
        # In random order: a sweep that runs out of time must not start with the same refunds each time.
        return run_each(self.owed().select_related("payment__order").order_by("?"), Refund.send, seconds=SWEEP_SECONDS)

    def record_external_refund(self, payment: Payment, total: Decimal) -> None:
        """Record that `total` of a payment was refunded, possibly in the gateway's dashboard.

        The part without a refund here becomes one. If the whole payment is refunded, so are all lines, and restocked
        unless a part was shipped. A partial amount does not change the lines, as nobody knows its lines.
        """
        if self._record_unknown_amount(payment, total):
            payment.record_refund()

    @transaction.atomic
    def _record_unknown_amount(self, payment: Payment, total: Decimal) -> bool:
        order = payment.order.lock()
        known = payment.refunds.aggregate(total=models.Sum("amount"))["total"] or 0
        if total <= known:
            return False
        logger.warning("order %s: %s was given back at the gateway", order, total - known, extra=payment.log_context)
        if total >= payment.amount and order.is_taken:
            refund = order.refund(
                order.lines.unrefunded(), by=None, reason=ELSEWHERE, restock=not order.shipments.exists()
            )
        else:
            refund = self.create(payment=payment, amount=total - known, reason=ELSEWHERE)
            money_returned.send_robust(sender=Refund, refund=refund)
        self.filter(pk=refund.pk).update(sent_at=ClockTimestamp())
        return True


class Refund(models.Model):
    """A refunded amount of a captured payment."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = MoneyField()
    reason = LineField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount_is_positive")]
        indexes = [
            # The sweep over owed refunds.
            models.Index(fields=["created_at"], condition=models.Q(sent_at__isnull=True), name="refund_owed")
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payment.currency} back for {self.payment.order}"

    def send(self) -> bool:
        """Send the refund through the gateway; False if the gateway can't be reached, and the sweep tries again.

        Never inside a transaction. Safe to repeat: the gateway recognizes a refund by its `reference`.
        """
        if self.sent_at:
            self.payment.record_refund()
            return True
        provider = self.payment.provider
        try:
            ask_provider(provider, lambda: provider.refund(self), late=self._record_late)
        except Unreachable as failure:
            logger.warning("refund %s left to the sweep: %s", self.pk, failure, extra=self.payment.log_context)
            return False
        self._record_sent()
        return True

    def _record_late(self, answer: "Future[None]") -> None:
        answer.result()
        Refund.objects.select_related("payment__order").get(pk=self.pk)._record_sent()

    def _record_sent(self) -> None:
        if Refund.objects.owed().filter(pk=self.pk).update(sent_at=ClockTimestamp()):
            self.refresh_from_db(fields=["sent_at"])
            self.payment.record_refund()
