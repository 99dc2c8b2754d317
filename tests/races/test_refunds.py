"""Refunds, marks and counts at the same moment: each happens once."""

import pytest

from marketplace.errors import OrderClosed, Refused
from marketplace.models import Item, Order, Product, Refund, SaleFact, Shipment
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_refunds_of_one_line_at_once_give_the_money_once():
    item = cast.item(stock=5)
    order = cast.paid_order(cast.guest(), (item, 2))
    lines = list(order.lines.all())
    results = run_together(*[lambda: order.refund(lines, by=None)] * 4)
    assert sum(isinstance(result, Refund) for result in results) == 1
    assert sum(isinstance(result, OrderClosed) for result in results) == 3
    assert (Item.objects.get().on_hand, Refund.objects.count()) == (5, 1)
    assert SaleFact.objects.filter(quantity__lt=0).count() == 1


def test_a_listing_marked_by_two_at_once_is_sold_once():
    product = cast.product()
    results = run_together(product.mark_sold, Product.objects.get(pk=product.pk).mark_sold)
    assert [type(result) for result in results if result].count(Refused) == 1
    assert SaleFact.objects.count() == 1


def test_two_undos_at_once_take_one_sale_back():
    product = cast.product()
    product.mark_sold()
    results = run_together(product.undo_sold, Product.objects.get(pk=product.pk).undo_sold)
    assert [type(result) for result in results if result].count(Refused) == 1
    assert SaleFact.objects.filter(quantity__lt=0).count() == 1


def test_refunds_and_sales_of_the_same_items_in_any_order_end_without_deadlock():
    first, second = cast.item(stock=20), cast.item(stock=20)
    paid = [cast.paid_order(cast.guest(), (first, 1), (second, 1)) for _ in range(4)]
    new = [cast.pending_order(cast.guest(), (second, 1), (first, 1)) for _ in range(4)]
    refunds = [lambda order=order: order.refund(order.lines.all(), by=None) for order in paid]
    sales = [lambda order=order: cast.attempt_payment(order) for order in new]
    results = run_together(*refunds, *sales)
    assert not [result for result in results if isinstance(result, Exception)]
    assert set(Item.objects.values_list("on_hand", flat=True)) == {16}


def test_a_part_shipped_by_two_at_once_is_sent_once():
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    shop = order.lines.get().shop
    results = run_together(*[lambda: Shipment.objects.send(order, shop, by=None)] * 2)
    assert sum(isinstance(result, OrderClosed) for result in results) == 1
    order.refresh_from_db()
    assert order.status == Order.Status.SHIPPED
