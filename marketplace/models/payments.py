"""Payments: money asked for, received and given back, each step written down before it is taken."""

import json
import logging
import uuid
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q, Sum
from django.db.models.functions import Now

from marketplace import topics
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import SWEEP_SECONDS, one_by_one
from marketplace.errors import KeyReused
from marketplace.gateways import Gateway, Outcome, Unreachable, gateway, named
from marketplace.gateways.provider_calls import Unanswered, ask
from marketplace.models.orders import Order
from marketplace.money.fields import MoneyField
from marketplace.signals import money_returned, payment_refused
from marketplace.text.model_fields import LineField

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future


def fingerprint(method: str, address: dict[str, Any]) -> str:
    """Return the digest by which the same payment form is known again."""
    return sha256(json.dumps([method, address], sort_keys=True).encode()).hexdigest()


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, and the sweep over those a crash left half done."""

    def in_flight(self) -> "PaymentQuerySet":
        """Return payments the gateway may still capture."""
        return self.filter(status__in=Payment.OPEN)

    def settling(self) -> "PaymentQuerySet":
        """Return payments that may still settle their order: what is bought by them is not to be changed meanwhile."""
        return self.in_flight().filter(order__status__in=Order.UNSETTLED)

    def intend(self, order: Order, *, key: str, method: str, address: dict[str, Any]) -> "Payment":
        """Write a new attempt to pay an order in full."""
        topics.order.push(order.number)
        return self.create(
            order=order,
            key=key,
            content_hash=fingerprint(method, address),
            amount=order.total,
            currency=order.currency,
            gateway=gateway().name,
            method=method,
        )

    def withdraw(self) -> None:
        """Call off, at the gateway, the attempts that wait for the buyer's confirmation.

        Its word counts: one whose money came all the same pays its order, one it can't be asked about stays open.
        """
        for payment in self.filter(status=Payment.Status.CONFIRMING):
            payment.confirm(approved=False)

    def finish_open(self) -> int:
        """Ask the gateways about payments left open for a while and settle them; returns how many were.

        This is what a web process that died between "charge" and "settle" leaves to be done.
        """
        patience = ClockTimestamp() - timedelta(seconds=settings.PAYMENT_SWEEP_SECONDS)
        # By chance: a sweep that is cut short, by a slow gateway say, must not begin with the same ones each time.
        lost = self.in_flight().filter(created_at__lt=patience).select_related("order").order_by("?")
        return one_by_one(lost, Payment.finish, seconds=SWEEP_SECONDS)


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
    """Whether the gateway was asked just now and has not answered yet; not kept."""
    url = ""
    """The gateway's page on which the buyer goes on, as it said just now; not kept."""

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="payment_key_once_per_order"),
            models.UniqueConstraint(fields=["order"], condition=Q(status="captured"), name="order_is_paid_once"),
        ]
        indexes = [
            # The sweep over what is not settled.
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
    def names(self) -> dict[str, object]:
        """Return by what log lines know it."""
        return {"order": self.order.number, "payment": self.pk}

    @property
    def provider(self) -> Gateway:
        """Return the gateway it was begun with, whatever new payments go through by now."""
        chosen = gateway()
        return chosen if chosen.name == self.gateway else named(self.gateway)

    def same(self, method: str, address: dict[str, Any]) -> "Payment":
        """Return this payment if a form sent again has the same content, else raise `KeyReused`."""
        if self.content_hash != fingerprint(method, address):
            raise KeyReused("This payment form was already sent with other details; reload the page.", field="key")
        return self

    # Talking to the gateway: never inside a transaction ---------------------------------------------------------

    def charge(self) -> None:
        """Ask the gateway for the money and settle by its answer.

        Safe to repeat: the gateway knows the payment by its reference. When it can't be reached the payment stays
        open, and the sweep finishes it.
        """
        if self.status == Payment.Status.INTENT:
            self._ask(lambda gateway: gateway.charge(self))

    def confirm(self, approved: bool) -> None:
        """Pass on the buyer's answer to the bank's question and settle."""
        if self.status == Payment.Status.CONFIRMING:
            self._ask(lambda gateway: gateway.confirm(self, approved))

    def finish(self) -> bool:
        """Bring a half-done payment to its end: find out what became of it; False while that is open.

        A confirmation nobody gave in the order's time is withdrawn.
        """
        if self.status == Payment.Status.CONFIRMING and self.order.status != Order.Status.PENDING:
            self.confirm(approved=False)
        else:
            self._ask(lambda gateway: gateway.look_up(self))
        return self.status not in Payment.OPEN

    def _ask(self, question: "Callable[[Gateway], Outcome]") -> None:
        provider = self.provider
        try:
            outcome = ask(provider, lambda: question(provider), late=self._settle_late)
        except Unanswered:
            self.is_unanswered = True
            return
        except Unreachable as failure:
            logger.warning("payment %s: gateway unreachable, left to the sweep: %s", self.pk, failure, extra=self.names)
            return
        self.settle(outcome)

    def _settle_late(self, answer: "Future[Outcome]") -> None:
        Payment.objects.select_related("order").get(pk=self.pk).settle(answer.result())

    # Settling: each step is a conditional update, so it happens once --------------------------------------------

    def settle(self, outcome: Outcome) -> None:
        """Take note of what the gateway said; a repeated or late word changes nothing."""
        if outcome.reference:
            self.gateway_reference = outcome.reference
        if outcome.state == Outcome.CAPTURED:
            self.order.pay(self)
        elif outcome.state == Outcome.DECLINED:
            if self._move(Payment.OPEN, Payment.Status.FAILED, outcome.message):
                payment_refused.send_robust(sender=Payment, order=self.order)
        elif outcome.state == Outcome.CONFIRM:
            self._move([Payment.Status.INTENT], Payment.Status.CONFIRMING, outcome.message)
        if self.status == Payment.Status.REFUNDING:
            for refund in self.refunds.owed():
                refund.send()
        self.url = outcome.url if self.status == Payment.Status.CONFIRMING else ""

    def capture(self) -> bool:
        """Note that the money is here; False when that was noted before. Part of `Order.pay`.

        An attempt written off as failed whose money came all the same counts too: it is then paid back.
        """
        states = [*Payment.OPEN, Payment.Status.FAILED]
        captured = Payment.objects.filter(order=self.order_id, status=Payment.Status.CAPTURED)
        if self._move(states, Payment.Status.CAPTURED, unless=captured):
            return True
        if self.status in states:
            self._send_back(states, "The order was paid already.")
        return False

    def owe_refund(self, reason: str) -> None:
        """Note that captured money has to go back, and why."""
        self._send_back([Payment.Status.CAPTURED], reason)

    def _send_back(self, before: "Iterable[Payment.Status]", message: str) -> None:
        if self._move(before, Payment.Status.REFUNDING, message):
            refund = self.refunds.create(amount=self.amount, reason=message)
            money_returned.send_robust(sender=Payment, refund=refund)

    @property
    def left(self) -> Decimal:
        """Return what was not given back, nor is owed, of its amount."""
        return self.amount - (self.refunds.aggregate(total=Sum("amount"))["total"] or 0)

    def note_refund(self) -> None:
        """Take note that money went back; when all of it did, and every line, the payment is refunded."""
        is_rest = self.left <= 0 and not self.refunds.owed().exists() and not self._has_standing_lines()
        if not is_rest or not self._move(Payment.TAKEN, Payment.Status.REFUNDED):
            topics.order.push(self.order.number)

    def _has_standing_lines(self) -> bool:
        # A part given back in the provider's dashboard may use up the money while lines of the order stand.
        return self.status == Payment.Status.CAPTURED and self.order.lines.standing().exists()

    def _move(
        self,
        before: "Iterable[Payment.Status]",
        after: "Payment.Status",
        message: str = "",
        *,
        unless: "PaymentQuerySet | None" = None,
    ) -> bool:
        """Move on from one of some states, unless there are such payments; whatever the gateway calls it is kept."""
        told = {"message": message or None, "gateway_reference": self.gateway_reference or None}
        told = {name: value for name, value in told.items() if value}
        due = Payment.objects.filter(pk=self.pk, status__in=list(before))
        if unless is not None:
            due = due.exclude(Exists(unless))
        if not due.update(status=after, settled_at=ClockTimestamp(), **told):
            self.refresh_from_db(fields=["status", "message", "settled_at"])
            return False
        self.status, self.message = after, message or self.message
        # Read again if anybody asks for it.
        self.__dict__.pop("settled_at", None)
        topics.order.push(self.order.number)
        return True
