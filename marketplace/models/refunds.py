"""Refunds: money that goes back, written down before the gateway is asked and sent once."""

import logging
import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from marketplace.clock import ClockTimestamp
from marketplace.gateways import Unreachable
from marketplace.models.payments import Payment

logger = logging.getLogger(__name__)


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds, and the sweep over those that are owed."""

    def owed(self) -> "RefundQuerySet":
        """Return what no gateway has sent yet."""
        return self.filter(sent_at__isnull=True)

    def send_owed(self) -> int:
        """Ask the gateways for every refund that is owed; returns how many were sent."""
        return sum(refund.send() for refund in self.owed().select_related("payment__order").order_by("pk"))


class Refund(models.Model):
    """An amount of a captured payment that goes back to the buyer."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_amount_is_positive")]
        indexes = [
            # The sweep over what is owed.
            models.Index(fields=["created_at"], condition=models.Q(sent_at__isnull=True), name="refund_owed")
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payment.currency} back for {self.payment.order}"

    def send(self) -> bool:
        """Ask the gateway to give the money back; False while it can't be reached: the sweep tries again.

        Never inside a transaction. Safe to repeat: the gateway knows a refund by its `reference`.
        """
        try:
            self.payment.provider.refund(self)
        except Unreachable as failure:
            logger.warning("refund %s left to the sweep: %s", self.pk, failure, extra=self.payment.names)
            return False
        if Refund.objects.owed().filter(pk=self.pk).update(sent_at=ClockTimestamp()):
            self.refresh_from_db(fields=["sent_at"])
            self.payment.note_refund()
        return True
