"""Payments are finished after a process died between two of their steps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.errors import KeyReused, OrderClosed
from marketplace.gateways import Unreachable, default_gateway
from marketplace.gateways.fake import CONFIRMS, PAYS, TestCharge, TestGateway, TestRefund
from marketplace.models import Order, Payment, Refund
from marketplace.orders.settlement import (
    begin_payment,
    charge_payment,
    confirm_payment,
    finish_open_payments,
    settle_payment,
)
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return cast.pending_order(cast.guest(), (cast.item(stock=5), 1))


def begin(order: Order, method: str = PAYS, key: str = "the-payment-form") -> Payment:
    return begin_payment(order, key=key, method=method, address=cast.ADDRESS)


def age() -> None:
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=2))


def test_money_taken_before_the_crash_pays_the_order(order):
    payment = begin(order)
    default_gateway().charge(payment)
    age()
    assert finish_open_payments() == 1
    order.refresh_from_db()
    assert order.status == Order.Status.PAID


def test_money_never_asked_for_fails_the_payment_for_good(order):
    payment = begin(order)
    age()
    finish_open_payments()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED
    assert default_gateway().charge(payment).state == "declined"


def test_a_young_payment_is_left_to_its_own_request(order):
    payment = begin(order)
    assert finish_open_payments() == 0
    payment.refresh_from_db()
    assert payment.status == Payment.Status.INTENT


def test_an_unreachable_gateway_leaves_the_payment_to_the_sweep(order, monkeypatch):
    def down(self, payment):
        raise Unreachable("no route")

    payment = begin(order)
    with monkeypatch.context() as patch:
        patch.setattr("marketplace.gateways.fake.TestGateway.charge", down)
        charge_payment(payment)
    assert payment.status == Payment.Status.INTENT
    with pytest.raises(OrderClosed, match="under way"):
        begin(order, key="another-form")
    age()
    finish_open_payments()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED


def test_an_owed_refund_is_sent_by_the_sweep(order, monkeypatch):
    def down(self, payment):
        raise Unreachable("no route")

    payment = begin(order, CONFIRMS)
    charge_payment(payment)
    order.cancel()
    with monkeypatch.context() as patch:
        patch.setattr("marketplace.gateways.fake.TestGateway.refund", down)
        confirm_payment(payment, approved=True)
    assert payment.status == Payment.Status.REFUNDING
    assert Refund.objects.send_owed() == 1
    payment.refresh_from_db()
    assert payment.status == Payment.Status.REFUNDED
    assert TestRefund.objects.get().amount == payment.amount


def test_a_confirmation_nobody_gave_is_withdrawn_once_the_order_lapsed(order):
    payment = begin(order, CONFIRMS)
    charge_payment(payment)
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    Order.objects.expire_due()
    age()
    finish_open_payments()
    payment.refresh_from_db()
    assert payment.status == Payment.Status.FAILED


@pytest.mark.parametrize("is_back", [True, False])
def test_a_confirmation_whose_answer_was_lost_is_not_charged_again_by_another_card(order, monkeypatch, is_back):
    def lost(self, payment, approved, confirm=TestGateway.confirm):
        confirm(self, payment, approved)
        raise Unreachable("no answer")

    first = begin(order, CONFIRMS)
    charge_payment(first)
    with monkeypatch.context() as patch:
        patch.setattr(TestGateway, "confirm", lost)
        confirm_payment(first, approved=True)
        if not is_back:
            with pytest.raises(OrderClosed, match="under way"):
                begin(order, key="another-form")
    with pytest.raises(OrderClosed):
        begin(order, key="another-form")
    order.refresh_from_db()
    assert (order.status, Payment.objects.get().status) == (Order.Status.PAID, Payment.Status.CAPTURED)


def test_the_same_payment_form_is_one_payment_and_with_other_content_refused(order):
    assert begin(order) == begin(order)
    with pytest.raises(KeyReused):
        begin(order, CONFIRMS)


def test_two_captures_of_one_order_keep_one_and_refund_the_other(order):
    first = begin(order, CONFIRMS)
    charge_payment(first)
    second = begin(order, PAYS, key="another-form")
    charge_payment(second)
    assert second.status == Payment.Status.CAPTURED
    TestCharge.objects.filter(reference=first.reference).update(state="captured")
    settle_payment(first, default_gateway().look_up(first))
    assert first.status == Payment.Status.REFUNDED
    assert Payment.objects.filter(status=Payment.Status.CAPTURED).get() == second


def test_a_refund_names_the_charge_as_the_gateway_does(order, monkeypatch):
    payment = begin(order)
    order.cancel()
    asked = []
    monkeypatch.setattr(TestGateway, "refund", lambda self, refund: asked.append(refund.payment.gateway_reference))
    charge_payment(payment)
    payment.refresh_from_db()
    assert asked == [payment.gateway_reference] != [""]
