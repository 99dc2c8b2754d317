"""One bad row keeps no sweep from the others, and is logged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carts import paid_orders
from carts.models import Cart
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Order, Payment, Refund, Shipment
from marketplace.orders import settlement
from marketplace.orders.settlement import finish_open_payments
from tests import cast

pytestmark = pytest.mark.django_db
PAST = timezone.now() - timedelta(days=30)


def failing(bad, real):
    """Return a method or function that fails for the object with this primary key, and works for all others."""

    def method(self, *args, **options):
        if self.pk == bad:
            raise RuntimeError("a bad row")
        return real(self, *args, **options)

    return method


@pytest.fixture
def two():
    """Two guests' orders, waiting to be paid."""
    item = cast.item(stock=5)
    return [cast.pending_order(cast.guest(), (item, 1)) for _ in range(2)]


@pytest.fixture(autouse=True)
def logged(caplog):
    yield
    assert [record.levelname for record in caplog.get_records("call") if "next sweep" in record.message] == ["ERROR"]


def test_orders_expire(two, monkeypatch):
    Order.objects.update(expires_at=PAST)
    monkeypatch.setattr(Order, "lapse", failing(two[0].pk, Order.lapse))
    assert Order.objects.expire_due() == 1
    assert [Order.objects.get(pk=order.pk).status for order in two] == ["pending", "expired"]


def test_payments_are_finished(two, monkeypatch):
    first, _ = [cast.attempt_payment(order, CONFIRMS) for order in two]
    Payment.objects.update(created_at=PAST)
    Order.objects.update(status=Order.Status.CANCELLED)
    monkeypatch.setattr(settlement, "settle_payment", failing(first.pk, settlement.settle_payment))
    assert finish_open_payments() == 1
    assert list(Payment.objects.values_list("status", flat=True)) == ["confirming", "failed"]


def test_refunds_are_sent(two, monkeypatch):
    for order in two:
        cast.attempt_payment(order)
        order.refund(order.lines.all(), by=None)
    bad = Refund.objects.earliest("pk")
    monkeypatch.setattr(Refund, "send", failing(bad.pk, Refund.send))
    assert Refund.objects.send_owed() == 1
    assert list(Refund.objects.owed()) == [bad]


def test_shipments_arrive(two, monkeypatch):
    for order in two:
        cast.attempt_payment(order)
        Shipment.objects.send(order, order.lines.get().shop, by=None)
    Shipment.objects.update(shipped_at=PAST)
    bad = Shipment.objects.earliest("pk")
    monkeypatch.setattr(Shipment, "deliver", failing(bad.pk, Shipment.deliver))
    assert Shipment.objects.deliver_due() == 1
    assert list(Shipment.objects.filter(delivered_at=None)) == [bad]


def test_carts_close(two, monkeypatch):
    for order in two:
        Cart.objects.create(holder=order.holder, order=order)
    Order.objects.update(status=Order.Status.PAID, paid_at=timezone.now())
    monkeypatch.setattr(paid_orders, "close_carts_of", failing(two[0].pk, paid_orders.close_carts_of))
    assert paid_orders.close_carts_of_paid_orders() == 1
    assert list(Cart.objects.order_by("order").values_list("status", flat=True)) == ["open", "bought"]
