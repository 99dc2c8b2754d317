"""The planned orders: a believable quarter of a year."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.demo.catalogue import products
from config.demo.history import orders
from config.demo.people import people

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned():
    return orders(people(), products(), NOW)


def test_the_plan_is_the_same_for_the_same_moment(planned):
    assert orders(people(), products(), NOW) == planned


def test_there_are_a_few_thousand_in_order_over_ninety_days(planned):
    moments = [order.placed_at for order in planned]
    assert 2000 < len(planned) < 5000
    assert moments == sorted(moments)
    assert timedelta(days=89) < NOW - moments[0] < timedelta(days=92)
    assert moments[-1] < NOW - timedelta(minutes=3)


def test_business_grows_and_weekends_are_busier(planned):
    ages = Counter((NOW - order.placed_at).days // 30 for order in planned)
    assert ages[0] > ages[1] > ages[2]
    weekdays = Counter(order.placed_at.weekday() for order in planned)
    assert weekdays[5] > weekdays[0]


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_the_last_hours_are_never_empty(hour):
    now = NOW.replace(hour=hour, minute=5)
    recent = [order for order in orders(people(), products(), now) if order.placed_at > now - timedelta(hours=6)]
    assert len(recent) >= 10


def test_every_state_of_an_order_occurs(planned):
    states = Counter(order.status for order in planned)
    assert states.keys() == {"paid", "shipped", "delivered", "cancelled", "expired", "refunded"}
    assert states["delivered"] > states["shipped"] > 50
    assert all((order.paid_at is None) == (order.status in {"cancelled", "expired"}) for order in planned)


def test_nobody_buys_from_the_own_shop(planned):
    for order in planned:
        for product, _, _ in order.lines:
            assert order.buyer.name not in (product.shop.owner, *product.shop.staff)


def test_only_what_was_open_then_was_bought(planned):
    for order in planned:
        days_ago = (NOW - order.placed_at) / timedelta(days=1)
        assert all(product.is_open(days_ago) for product, _, _ in order.lines)


def test_a_limit_is_kept_in_each_order(planned):
    assert all(
        quantity <= product.limit
        for order in planned
        for product, _, quantity in order.lines
        if product.limit is not None
    )


def test_guests_and_members_both_buy(planned):
    guests = sum(order.buyer.member is None for order in planned)
    assert 0.2 < guests / len(planned) < 0.6
