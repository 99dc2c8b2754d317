"""The plan of the orders: a plausible quarter of a year."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.demo.data.catalogue import plan_products
from config.demo.data.order_history import plan_orders
from config.demo.data.people import make_people

pytestmark = pytest.mark.detail

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned():
    return plan_orders(make_people(), plan_products(), NOW)


def test_the_plan_is_the_same_for_the_same_time(planned):
    assert plan_orders(make_people(), plan_products(), NOW) == planned


def test_there_are_a_few_thousand_orders_over_ninety_days_oldest_first(planned):
    times = [order.placed_at for order in planned]
    assert 2000 < len(planned) < 5000
    assert times == sorted(times)
    assert timedelta(days=89) < NOW - times[0] < timedelta(days=92)
    assert times[-1] < NOW - timedelta(minutes=3)


def test_orders_grow_by_month_and_are_more_on_weekends(planned):
    ages = Counter((NOW - order.placed_at).days // 30 for order in planned)
    assert ages[0] > ages[1] > ages[2]
    weekdays = Counter(order.placed_at.weekday() for order in planned)
    assert weekdays[5] > weekdays[0]


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_the_last_hours_have_orders_at_any_time_of_day(hour):
    now = NOW.replace(hour=hour, minute=5)
    recent = [
        order
        for order in plan_orders(make_people(), plan_products(), now)
        if order.placed_at > now - timedelta(hours=6)
    ]
    assert len(recent) >= 10


def test_every_status_of_an_order_occurs(planned):
    statuses = Counter(order.status for order in planned)
    assert statuses.keys() == {"paid", "shipped", "delivered", "cancelled", "expired", "refunded"}
    assert statuses["delivered"] > statuses["shipped"] > 50
    assert all((order.paid_at is None) == (order.status in {"cancelled", "expired"}) for order in planned)


def test_nobody_buys_in_the_own_shop(planned):
    for order in planned:
        for product, _, _ in order.lines:
            assert order.buyer.name not in (product.shop.owner, *product.shop.staff)


def test_each_product_was_on_sale_at_the_time_of_its_order(planned):
    for order in planned:
        days_ago = (NOW - order.placed_at) / timedelta(days=1)
        assert all(product.is_open(days_ago) for product, _, _ in order.lines)


def test_each_order_keeps_the_limit_of_a_product(planned):
    assert all(
        quantity <= product.limit
        for order in planned
        for product, _, quantity in order.lines
        if product.limit is not None
    )


def test_guests_and_members_both_buy(planned):
    guests = sum(order.buyer.member is None for order in planned)
    assert 0.2 < guests / len(planned) < 0.6
