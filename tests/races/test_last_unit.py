"""Concurrent checkouts of the last units never sell more than the stock."""

import random

import pytest

from marketplace.errors import CheckoutRefused
from marketplace.models import Hold, Item, Order, OrderLine, Product
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_unit_goes_to_one_of_fifty():
    item = cast.item(stock=1)
    outcomes = run_together(*(lambda: cast.paid_order(cast.guest(), (item, 1)) for _ in range(50)))
    sold = [outcome for outcome in outcomes if isinstance(outcome, Order)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, CheckoutRefused)]
    assert (len(sold), len(refused)) == (1, 49)
    item.refresh_from_db()
    assert (item.on_hand, Order.objects.count(), OrderLine.objects.count()) == (0, 1, 1)


def test_carts_in_opposite_orders_neither_deadlock_nor_oversell():
    items = [cast.item(stock=10) for _ in range(4)]
    chance = random.Random(7)

    def shop() -> Order:
        wanted = [(item, chance.randint(1, 2)) for item in chance.sample(items, 3)]
        return cast.paid_order(cast.guest(), *wanted)

    outcomes = run_together(*(shop for _ in range(40)))
    unexpected = [outcome for outcome in outcomes if not isinstance(outcome, Order | CheckoutRefused)]
    assert unexpected == []
    for item in items:
        item.refresh_from_db()
        sold = sum(line.quantity for line in OrderLine.objects.filter(item=item, order__status="paid"))
        assert item.on_hand + sold == 10
    assert not Hold.objects.exists()
    assert {order.lines.count() for order in Order.objects.all()} == {3}


def test_the_last_units_of_two_sizes_bought_at_once_mark_the_product_sold():
    for _ in range(4):
        product = cast.product(stock={"S": 1, "M": 1})
        small, medium = product.items.all()
        run_together(*(lambda size=size: cast.paid_order(cast.guest(), (size, 1)) for size in (small, medium)))
        product.refresh_from_db()
        assert product.status == Product.Status.SOLD
        assert Item.objects.filter(product=product, on_hand=0).count() == 2
