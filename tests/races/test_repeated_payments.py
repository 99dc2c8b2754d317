"""Repeated captures of a payment, or several payments of one order, settle it once."""

from functools import partial

import pytest

from marketplace.gateways import default_gateway
from marketplace.gateways.fake import CONFIRMS, TestCharge
from marketplace.models import Item, Order, Payment, SaleFact
from marketplace.orders.settlement import begin_payment, charge_payment, confirm_payment, finish_payment, settle_payment
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_capture_told_twenty_times_settles_once():
    item = cast.item(stock=5)
    order = cast.pending_order(cast.guest(), (item, 2))
    payment = begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    default_gateway().charge(payment)
    outcomes = run_together(*(lambda: finish_payment(Payment.objects.get(pk=payment.pk)) for _ in range(20)))
    assert outcomes == [True] * 20
    assert (Item.objects.get().on_hand, SaleFact.objects.count()) == (3, 1)
    assert Payment.objects.get().status == Payment.Status.CAPTURED


def test_one_payment_form_sent_twenty_times_is_one_payment():
    item = cast.item(stock=5)
    order = cast.pending_order(cast.guest(), (item, 1))

    def send() -> int:
        payment = begin_payment(order, key="the-same-form", method="test-pays", address=cast.ADDRESS)
        charge_payment(payment)
        return payment.pk

    outcomes = run_together(*(send for _ in range(20)))
    assert len(set(outcomes)) == 1, outcomes
    assert (Payment.objects.count(), TestCharge.objects.count(), SaleFact.objects.count()) == (1, 1, 1)


def test_two_captured_payments_of_one_order_keep_one_and_refund_the_other():
    order = cast.pending_order(cast.guest(), (cast.item(stock=5), 1))
    first = cast.attempt_payment(order, CONFIRMS)
    second = cast.attempt_payment(order, CONFIRMS)
    run_together(
        lambda: confirm_payment(first, approved=True),
        lambda: settle_payment(second, default_gateway().confirm(second, approved=True)),
    )
    TestCharge.objects.filter(state="confirm").update(state="captured")
    settle_payment(Payment.objects.get(pk=first.pk), default_gateway().look_up(first))
    states = sorted(Payment.objects.values_list("status", flat=True))
    assert states in (["captured", "refunded"], ["captured", "failed"])
    assert (Item.objects.get().on_hand, Order.objects.get().status) == (4, "paid")


def test_paying_races_the_sweep_and_one_of_them_wins():
    for _ in range(10):
        item = cast.item(stock=1)
        order = cast.pending_order(cast.guest(), (item, 1))
        payment = begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
        run_together(partial(charge_payment, payment), order.cancel)
        order.refresh_from_db()
        payment.refresh_from_db()
        item.refresh_from_db()
        assert (order.status, payment.status, item.on_hand) in {
            ("paid", "captured", 0),
            ("cancelled", "refunded", 1),
        }
