"""The built-in test gateway: play money, so that checkout works offline.

It records its answers in its own tables, like a remote provider: they survive a crash of the site between answer and
settlement.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from marketplace.gateways import Outcome
from marketplace.money.currency import smallest_unit
from marketplace.money.fields import MoneyField

if TYPE_CHECKING:
    from marketplace.models.payments import Payment
    from marketplace.models.refunds import Refund

PAYS, DECLINES, CONFIRMS = "test-pays", "test-declined", "test-confirm"
STOPPED = "stopped"
INSERT_OR_GET = """
    INSERT INTO marketplace_testcharge (reference, amount, state) VALUES (%s, %s, %s)
    ON CONFLICT (reference) DO UPDATE SET state = marketplace_testcharge.state RETURNING *
"""


class TestCharge(models.Model):
    """The test gateway's record of one payment."""

    reference = models.UUIDField(primary_key=True)
    amount = MoneyField()
    state = models.CharField(max_length=10)

    __test__ = False

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"

    def outcome(self) -> Outcome:
        """Return the record as an `Outcome`."""
        messages = {
            Outcome.DECLINED: "The card was declined. Try another one.",
            STOPPED: "You rejected the payment at your bank.",
            Outcome.CONFIRM: "Your bank wants you to confirm the payment.",
        }
        state = Outcome.DECLINED if self.state == STOPPED else self.state
        return Outcome(state, str(self.reference), messages.get(self.state, ""))


class TestRefund(models.Model):
    """The test gateway's record of a refund."""

    reference = models.UUIDField(primary_key=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.CASCADE, related_name="refunds")
    amount = MoneyField()

    __test__ = False

    def __str__(self) -> str:
        return f"{self.amount} of {self.charge_id}"


class TestGateway:
    """A gateway with three test cards: one pays, one is declined, one must be confirmed."""

    __test__ = False
    name = "test"
    asks_here = True
    answers_from_here = True

    def smallest_amount(self, currency: str) -> Decimal:
        """Return the smallest unit of the currency: the test gateway accepts any amount."""
        return smallest_unit(currency)

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the three test cards."""
        return [
            (PAYS, "Test card that pays", "Play money: the payment goes through at once."),
            (CONFIRMS, "Test card that needs confirmation", "Play money: a simulated bank asks you to confirm first."),
            (DECLINES, "Test card that is declined", "Play money: see what a declined card looks like."),
        ]

    def charge(self, payment: "Payment") -> Outcome:
        """Answer by the chosen card; a repeated reference gets its recorded answer."""
        answers = {PAYS: Outcome.CAPTURED, CONFIRMS: Outcome.CONFIRM}
        return self._record(payment, answers.get(payment.method, Outcome.DECLINED))

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Capture or decline a charge that waits for confirmation; only the first answer counts."""
        waiting = TestCharge.objects.filter(reference=payment.reference, state=Outcome.CONFIRM)
        waiting.update(state=Outcome.CAPTURED if approved else STOPPED)
        return self.look_up(payment)

    def look_up(self, payment: "Payment") -> Outcome:
        """Return the recorded answer; an unknown payment is recorded as declined, so that it stays declined."""
        return self._record(payment, Outcome.DECLINED)

    def _record(self, payment: "Payment", state: str) -> Outcome:
        """Return the recorded answer to a payment; a new payment is recorded with `state`."""
        charges = TestCharge.objects.raw(INSERT_OR_GET, [payment.reference, payment.amount, state])
        return charges[0].outcome()

    def refund(self, refund: "Refund") -> None:
        """Record the refund, once per reference."""
        TestRefund.objects.get_or_create(
            reference=refund.reference, defaults={"charge_id": refund.payment.reference, "amount": refund.amount}
        )
