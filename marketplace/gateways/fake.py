"""The built-in test gateway: a provider of play money, so that the whole flow runs offline.

It records its answers in tables of its own, as a remote provider would: they survive a crash of the site between
answer and settlement.
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
ENTER = """
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
        """Return the record as an answer."""
        messages = {
            Outcome.DECLINED: "The card was declined. Try another one.",
            STOPPED: "You told your bank not to pay.",
            Outcome.CONFIRM: "Your bank wants you to confirm the payment.",
        }
        state = Outcome.DECLINED if self.state == STOPPED else self.state
        return Outcome(state, str(self.reference), messages.get(self.state, ""))


class TestRefund(models.Model):
    """The test gateway's record of money given back."""

    reference = models.UUIDField(primary_key=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.CASCADE, related_name="refunds")
    amount = MoneyField()

    __test__ = False

    def __str__(self) -> str:
        return f"{self.amount} of {self.charge_id}"


class TestGateway:
    """A card that pays, one that is declined, one that must be confirmed."""

    __test__ = False
    name = "test"
    asks_here = True
    answers_from_here = True

    def smallest_amount(self, currency: str) -> Decimal:
        """Return the smallest unit of the currency: play money comes in any amount."""
        return smallest_unit(currency)

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the three test cards."""
        return [
            (PAYS, "Test card that pays", "Play money: the payment goes through at once."),
            (CONFIRMS, "Test card that asks back", "Play money: a pretended bank wants a confirmation first."),
            (DECLINES, "Test card that is declined", "Play money: see what a declined card looks like."),
        ]

    def charge(self, payment: "Payment") -> Outcome:
        """Decide by the card; a reference seen before gets the answer it got then."""
        answers = {PAYS: Outcome.CAPTURED, CONFIRMS: Outcome.CONFIRM}
        return self._entered(payment, answers.get(payment.method, Outcome.DECLINED))

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Capture or decline a charge that waits for the buyer's word; the first word counts."""
        waiting = TestCharge.objects.filter(reference=payment.reference, state=Outcome.CONFIRM)
        waiting.update(state=Outcome.CAPTURED if approved else STOPPED)
        return self.look_up(payment)

    def look_up(self, payment: "Payment") -> Outcome:
        """Return the recorded answer; an unknown payment is recorded as declined, so that it stays so."""
        return self._entered(payment, Outcome.DECLINED)

    def _entered(self, payment: "Payment", state: str) -> Outcome:
        """Return the recorded answer to a payment; a new payment is recorded in this state."""
        charges = TestCharge.objects.raw(ENTER, [payment.reference, payment.amount, state])
        return charges[0].outcome()

    def refund(self, refund: "Refund") -> None:
        """Give the money back, once for each reference."""
        TestRefund.objects.get_or_create(
            reference=refund.reference, defaults={"charge_id": refund.payment.reference, "amount": refund.amount}
        )
