"""A payment told many times, or many payments of one order, settle it once."""

import pytest

from marketplace.gateways import gateway
from marketplace.gateways.fake import CONFIRMS, TestCharge
from marketplace.models import Item, Order, Payment, SaleFact
from tests import cast
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_capture_told_twenty_times_settles_once():
    item = cast.item(stock=5)
    order = cast.pending(cast.guest(), (item, 2))
    payment = order.begin_payment(key=cast.key(), method="test-pays", address=cast.ADDRESS)
    gateway().charge(payment)
    outcomes = together(*(lambda: Payment.objects.get(pk=payment.pk).finish() for _ in range(20)))
    assert outcomes == [True] * 20
    assert (Item.objects.get().on_hand, SaleFact.objects.count()) == (3, 1)
    assert Payment.objects.get().status == Payment.Status.CAPTURED


def test_one_payment_form_sent_twenty_times_is_one_payment():
    item = cast.item(stock=5)
    order = cast.pending(cast.guest(), (item, 1))

    def send() -> int:
        payment = order.begin_payment(key="the-same-form", method="test-pays", address=cast.ADDRESS)
        payment.charge()
        return payment.pk

    outcomes = together(*(send for _ in range(20)))
    assert len(set(outcomes)) == 1, outcomes
    assert (Payment.objects.count(), TestCharge.objects.count(), SaleFact.objects.count()) == (1, 1, 1)


def test_two_captured_payments_of_one_order_keep_one_and_refund_the_other():
    order = cast.pending(cast.guest(), (cast.item(stock=5), 1))
    first = cast.attempt(order, CONFIRMS)
    second = cast.attempt(order, CONFIRMS)
    together(lambda: first.confirm(approved=True), lambda: second.settle(gateway().confirm(second, approved=True)))
    TestCharge.objects.filter(state="confirm").update(state="captured")
    Payment.objects.get(pk=first.pk).settle(gateway().look_up(first))
    states = sorted(Payment.objects.values_list("status", flat=True))
    assert states in (["captured", "refunded"], ["captured", "failed"])
    assert (Item.objects.get().on_hand, Order.objects.get().status) == (4, "paid")


def test_paying_races_the_sweep_and_one_of_them_wins():
    for _ in range(10):
        item = cast.item(stock=1)
        order = cast.pending(cast.guest(), (item, 1))
        payment = order.begin_payment(key=cast.key(), method="test-pays", address=cast.ADDRESS)
        together(payment.charge, order.cancel)
        order.refresh_from_db()
        payment.refresh_from_db()
        item.refresh_from_db()
        assert (order.status, payment.status, item.on_hand) in {
            ("paid", "captured", 0),
            ("cancelled", "refunded", 1),
        }
