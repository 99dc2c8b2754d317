"""Each shop ships its part; the order is as far as the slowest of them."""

from datetime import timedelta

import pytest
from django.db.models import F

from marketplace.errors import OrderClosed
from marketplace.models import Order, Shipment
from marketplace.tasks import deliver_shipments
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return cast.paid_order(cast.guest(), (cast.item(), 1), (cast.item(), 1))


def ship(order, line, **how):
    shipment = Shipment.objects.send(order, line.shop, by=line.shop.owner, **how)
    order.refresh_from_db()
    return shipment


def test_an_order_is_shipped_when_every_shop_has_shipped(order):
    first, second = order.lines.all()
    ship(order, first, carrier="Harbour Post", tracking="HP1")
    assert order.status == Order.Status.PAID
    ship(order, second)
    assert order.status == Order.Status.SHIPPED


def test_it_is_delivered_when_every_part_is(order):
    parts = [ship(order, line) for line in order.lines.all()]
    assert parts[0].deliver()
    order.refresh_from_db()
    assert order.status == Order.Status.SHIPPED
    assert parts[1].deliver() and not parts[1].deliver()
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


def test_a_part_is_shipped_once(order):
    line = order.lines.first()
    ship(order, line)
    with pytest.raises(OrderClosed):
        ship(order, line)
    assert Shipment.objects.count() == 1


def test_a_shop_with_nothing_in_the_order_ships_nothing(order):
    with pytest.raises(OrderClosed):
        Shipment.objects.send(order, cast.shop(), by=None)


def test_what_is_unpaid_or_refunded_is_not_shipped(order):
    pending = cast.pending_order(cast.guest(), (cast.item(), 1))
    with pytest.raises(OrderClosed):
        ship(pending, pending.lines.get())
    line = order.lines.first()
    order.refund([line], by=None)
    with pytest.raises(OrderClosed):
        ship(order, line)


def test_what_nobody_confirmed_counts_as_delivered_after_two_weeks(order):
    old, new = (ship(order, line) for line in order.lines.all())
    Shipment.objects.filter(pk=old.pk).update(shipped_at=F("shipped_at") - timedelta(days=14, minutes=1))
    Shipment.objects.filter(pk=new.pk).update(shipped_at=F("shipped_at") - timedelta(days=13, hours=23))
    deliver_shipments()
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.delivered_at and not new.delivered_at
