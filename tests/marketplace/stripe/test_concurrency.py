"""The buyer's return, the event and the sweep at the same moment settle once, and none asks Stripe in a transaction."""

import pytest

from marketplace.models import Item, Payment, Refund, SaleFact
from marketplace.orders.settlement import finish_payment
from tests import cast
from tests.marketplace.stripe.events import deliver_event, read_states
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_event_return_and_sweep_at_once_settle_once(order, payment, provider):
    session = provider.pay()
    by_return = [lambda: finish_payment(Payment.objects.get())] * 5
    by_event = [lambda: deliver_event("checkout.session.completed", session)] * 5
    assert run_together(*by_return, *by_event) == [True] * 5 + [None] * 5
    assert read_states(order) == ("paid", ["captured"])
    assert (Item.objects.get().on_hand, SaleFact.objects.count()) == (3, 1)


def test_one_refund_told_many_times_at_once_is_one(order, payment, provider):
    deliver_event("checkout.session.completed", provider.pay())
    charge = provider.charge(amount_refunded=2000)
    assert run_together(*[lambda: deliver_event("charge.refunded", charge)] * 6) == [None] * 6
    assert (Refund.objects.count(), read_states(order)) == (1, ("refunded", ["refunded"]))
    assert Item.objects.get().on_hand == 5


def test_stripe_is_never_asked_inside_a_transaction(order, payment, provider):
    finish_payment(Payment.objects.get())
    cast.attempt_payment(order, "stripe")
    deliver_event("checkout.session.completed", provider.pay())
    order.refund(order.lines.all(), by=None).send()
    late = cast.pending_order(cast.guest(), (cast.item(), 1))
    cast.attempt_payment(late, "stripe")
    late.cancel()
    deliver_event("checkout.session.completed", provider.pay())
    assert {path.split("/")[-1] for _, path in provider.asked} >= {"sessions", "expire", "refunds"}
    assert len(provider.in_transaction) > 8
    assert not any(provider.in_transaction)
