"""After the deadline a hold pays for nothing; a late capture takes free stock or is refunded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.errors import HoldLapsed, OrderClosed
from marketplace.gateways.fake import CONFIRMS, TestRefund
from marketplace.models import Hold, Order, Payment, SaleFact
from marketplace.orders.settlement import confirm_payment
from tests import cast

pytestmark = pytest.mark.django_db


def age(order: Order) -> None:
    """Let the order's time be over."""
    past = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=past)
    Hold.objects.filter(order=order).update(expires_at=past)


@pytest.mark.parametrize("swept", [False, True])
def test_a_payment_begun_after_the_deadline_is_refused(swept):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    age(order)
    if swept:
        Order.objects.expire_due()
    with pytest.raises(HoldLapsed):
        cast.attempt_payment(order)
    assert not Payment.objects.exists()


def test_the_sweep_expires_what_is_due_and_nothing_else():
    due, running = (cast.pending_order(cast.guest(), (cast.item(), 1)) for _ in range(2))
    age(due)
    assert Order.objects.expire_due() == 1
    assert Order.objects.expire_due() == 0
    due.refresh_from_db()
    running.refresh_from_db()
    assert (due.status, running.status) == (Order.Status.EXPIRED, Order.Status.PENDING)
    assert Hold.objects.get().order == running


@pytest.mark.parametrize("swept", [False, True])
def test_a_capture_after_the_deadline_takes_what_is_left(swept):
    item = cast.item(stock=1)
    order = cast.pending_order(cast.guest(), (item, 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    age(order)
    if swept:
        Order.objects.expire_due()
    confirm_payment(payment, approved=True)
    order.refresh_from_db()
    item.refresh_from_db()
    assert (order.status, item.on_hand) == (Order.Status.PAID, 0)


def test_a_capture_after_somebody_else_got_the_last_one_is_refunded():
    item = cast.item(stock=1)
    late = cast.pending_order(cast.guest(), (item, 1))
    payment = cast.attempt_payment(late, CONFIRMS)
    age(late)
    cast.paid_order(cast.guest(), (item, 1))
    confirm_payment(payment, approved=True)
    late.refresh_from_db()
    assert (late.status, payment.status) == (Order.Status.EXPIRED, Payment.Status.REFUNDED)
    assert "will be refunded" in payment.message
    assert TestRefund.objects.get(charge=payment.reference).amount == payment.amount
    assert SaleFact.objects.count() == 1


def test_a_capture_for_a_cancelled_order_is_refunded():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    order.cancel()
    confirm_payment(payment, approved=True)
    assert payment.status == Payment.Status.REFUNDED


def test_time_can_be_renewed_once():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    soon = timezone.now() + timedelta(seconds=30)
    Order.objects.update(expires_at=soon)
    Hold.objects.update(expires_at=soon)
    order.renew()
    order.refresh_from_db()
    assert order.expires_at - timezone.now() > timedelta(minutes=14)
    assert Hold.objects.get().expires_at == order.expires_at
    with pytest.raises(OrderClosed, match="once"):
        order.renew()


def test_lapsed_time_is_not_renewed():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    age(order)
    with pytest.raises(HoldLapsed):
        order.renew()


def test_a_paid_order_is_not_cancelled():
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    with pytest.raises(OrderClosed):
        order.cancel()
