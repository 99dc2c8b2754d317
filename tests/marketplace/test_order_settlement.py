"""A captured payment settles an order once: stock is taken, sale facts are written, and `order_paid` is sent."""

import pytest
from django.utils import timezone

from marketplace.gateways.fake import CONFIRMS, DECLINES, PAYS
from marketplace.models import Hold, Item, Order, Payment, Product, SaleFact
from marketplace.orders.settlement import confirm_payment, finish_payment, settle_order
from marketplace.signals import order_paid
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid_orders():
    """Collect the orders that are said to be paid."""
    orders: list[Order] = []

    def note(order: Order, **_) -> None:
        orders.append(order)

    order_paid.connect(note)
    yield orders
    order_paid.disconnect(note)


def test_paying_takes_stock_writes_facts_and_tells(paid_orders):
    item = cast.item(stock=5, price="12.00")
    order = cast.paid_order(cast.guest(), (item, 2))
    item.refresh_from_db()
    fact = SaleFact.objects.get()
    assert (order.status, item.on_hand, Hold.objects.count()) == (Order.Status.PAID, 3, 0)
    assert (fact.seller, fact.quantity, str(fact.amount), fact.sold_at) == (
        item.product.shop.owner,
        2,
        "24.00",
        order.paid_at,
    )
    assert paid_orders == [order]


def test_settling_again_changes_nothing(paid_orders):
    item = cast.item(stock=5)
    order = cast.paid_order(cast.guest(), (item, 2))
    payment = order.payments.get()
    settle_order(payment)
    finish_payment(payment)
    item.refresh_from_db()
    assert (item.on_hand, SaleFact.objects.count(), len(paid_orders)) == (3, 1, 1)


def test_the_last_unit_marks_the_product_sold():
    product = cast.product(stock={"S": 1, "M": 1})
    small, medium = product.items.all()
    cast.paid_order(cast.guest(), (small, 1))
    product.refresh_from_db()
    assert (product.status, product.sold_at) == (Product.Status.ACTIVE, None)
    cast.paid_order(cast.guest(), (medium, 1))
    product.refresh_from_db()
    assert product.status == Product.Status.SOLD
    assert product.sold_at and abs((timezone.now() - product.sold_at).total_seconds()) < 60


def test_a_declined_card_changes_nothing_and_another_one_pays_the_same_order(paid_orders):
    item = cast.item(stock=5)
    order = cast.pending_order(cast.guest(), (item, 1))
    declined = cast.attempt_payment(order, DECLINES)
    assert (declined.status, order.status, paid_orders) == (Payment.Status.FAILED, Order.Status.PENDING, [])
    assert "declined" in declined.message
    cast.attempt_payment(order, PAYS)
    assert order.status == Order.Status.PAID


def test_a_card_that_asks_back_pays_once_the_buyer_says_yes():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    assert (payment.status, order.status) == (Payment.Status.CONFIRMING, Order.Status.PENDING)
    confirm_payment(payment, approved=True)
    order.refresh_from_db()
    assert (payment.status, order.status) == (Payment.Status.CAPTURED, Order.Status.PAID)


def test_a_card_that_asks_back_fails_when_the_buyer_says_no():
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    confirm_payment(payment, approved=False)
    order.refresh_from_db()
    assert (payment.status, order.status) == (Payment.Status.FAILED, Order.Status.PENDING)


def test_a_failing_reaction_never_undoes_the_sale(caplog):
    def fails(order: Order, **_) -> None:
        raise RuntimeError("the toaster is on fire")

    order_paid.connect(fails)
    try:
        item = cast.item(stock=5)
        order = cast.paid_order(cast.guest(), (item, 1))
    finally:
        order_paid.disconnect(fails)
    assert order.status == Order.Status.PAID
    assert Item.objects.get().on_hand == 4
    assert "the toaster is on fire" in caplog.text
