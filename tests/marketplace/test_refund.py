"""Refunds, whole and by line: money, stock, sales and toasts go back together, once."""

from decimal import Decimal

import pytest

from activity.models import PurchaseActivity
from marketplace.errors import OrderClosed
from marketplace.gateways import Unreachable
from marketplace.gateways.fake import TestGateway, TestRefund
from marketplace.models import Item, Order, OrderLine, Payment, Product, Refund, SaleFact, Shipment
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return cast.person("Alice Seller")


@pytest.fixture
def order(alice):
    """Two lines of Alice's shop and one of another."""
    shop = cast.shop(alice)
    items = [cast.item(in_shop=shop, price=price) for price in ("10.00", "20.00")]
    return cast.paid_order(cast.guest(), (items[0], 2), (items[1], 1), (cast.item(price="5.00"), 1))


def refund(order, *lines, **how):
    made = order.refund(lines or order.lines.all(), by=None, **how)
    order.refresh_from_db()
    return made


def test_the_whole_order_goes_back(order):
    made = refund(order, reason="Too small")
    assert made.send()
    payment = order.payments.get()
    assert (order.status, payment.status, made.amount) == (Order.Status.REFUNDED, Payment.Status.REFUNDED, order.total)
    assert TestRefund.objects.get().amount == order.total
    assert not OrderLine.objects.taken().exists()


def test_one_line_goes_back_and_the_rest_stands(order):
    line = order.lines.first()
    made = refund(order, line)
    made.send()
    payment = order.payments.get()
    assert (made.amount, order.status, payment.status) == (Decimal("20.00"), Order.Status.PAID, Payment.Status.CAPTURED)
    assert list(OrderLine.objects.taken()) == list(order.lines.exclude(pk=line.pk))


def test_line_by_line_comes_to_the_whole(order):
    for line in order.lines.all():
        refund(order, line).send()
    assert order.status == Order.Status.REFUNDED
    assert sum(one.amount for one in Refund.objects.all()) == order.total
    assert order.payments.get().status == Payment.Status.REFUNDED


def test_shipping_and_tax_go_back_with_the_last_line(order):
    Order.objects.filter(pk=order.pk).update(shipping_total=3, tax_total=2, total=order.total + 5)
    Payment.objects.update(amount=order.total + 5)
    first, *rest = order.lines.all()
    assert refund(order, first).amount == first.amount
    assert refund(order, *rest).amount == sum(line.amount for line in rest) + 5


def test_units_are_on_the_stall_again_and_what_had_sold_out_is_on_sale():
    item = cast.item(stock=2)
    order = cast.paid_order(cast.guest(), (item, 2))
    assert Product.objects.get().status == Product.Status.SOLD
    refund(order)
    assert (Item.objects.get().on_hand, Product.objects.get().status) == (2, Product.Status.ACTIVE)


def test_units_that_are_not_put_back_stay_away():
    order = cast.paid_order(cast.guest(), (cast.item(stock=2), 2))
    refund(order, restock=False)
    assert (Item.objects.get().on_hand, Product.objects.get().status) == (0, Product.Status.SOLD)


def test_sales_are_taken_back_in_the_time_they_were_made(order):
    refund(order)
    for sale in SaleFact.objects.filter(quantity__gt=0):
        back = sale.reversal
        assert (back.quantity, back.amount, back.sold_at) == (-sale.quantity, -sale.amount, sale.sold_at)
    assert not SaleFact.objects.unreversed().exists()


def test_toasts_of_what_went_back_are_hidden_and_no_others(order):
    line = order.lines.first()
    refund(order, line)
    assert set(PurchaseActivity.objects.shown().values_list("order_line", flat=True)) == set(
        order.lines.exclude(pk=line.pk).values_list("pk", flat=True)
    )


def test_a_line_goes_back_once(order):
    line = order.lines.first()
    refund(order, line)
    with pytest.raises(OrderClosed):
        refund(order, line)
    with pytest.raises(OrderClosed):
        refund(order)
    assert Refund.objects.count() == 1


def test_what_was_not_paid_does_not_go_back():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    with pytest.raises(OrderClosed):
        refund(order)


def test_lines_of_another_order_do_not_go_back_with_this_one(order):
    other = cast.paid_order(cast.guest(), (cast.item(), 1))
    with pytest.raises(OrderClosed):
        refund(order, order.lines.first(), other.lines.get())
    assert not Refund.objects.exists()


def test_money_the_gateway_could_not_send_is_owed_until_it_can(order, monkeypatch):
    def down(self, refund):
        raise Unreachable("no route")

    with monkeypatch.context() as patch:
        patch.setattr(TestGateway, "refund", down)
        assert not refund(order).send()
    assert order.payments.get().status == Payment.Status.CAPTURED
    assert (Refund.objects.send_owed(), Refund.objects.send_owed()) == (1, 0)
    assert order.payments.get().status == Payment.Status.REFUNDED


def test_a_refund_sent_twice_gives_the_money_once(order):
    made = refund(order)
    assert made.send() and made.send()
    assert TestRefund.objects.get().amount == order.total


def test_what_is_left_after_a_refund_may_be_all_shipped(order, alice):
    alices = order.lines.filter(shop__owner=alice)
    other = order.lines.exclude(shop__owner=alice).get()
    Shipment.objects.send(order, alices[0].shop, by=alice)
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    refund(order, other)
    assert order.status == Order.Status.SHIPPED
