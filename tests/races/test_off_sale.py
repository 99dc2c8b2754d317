"""Unlisting a product during checkouts and payments: one unit is sold once, in any order."""

from functools import partial

import pytest

from marketplace.errors import Refused
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Item, Order, Payment, Product, SaleFact
from marketplace.orders.settlement import confirm_payment
from tests import cast
from tests.marketplace.test_unlist_during_checkout import run_out
from tests.races.test_stale_reads import while_open
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def sold_units() -> int:
    return sum(SaleFact.objects.values_list("quantity", flat=True))


def test_a_mark_beside_many_checkouts_sells_the_last_unit_once():
    for _ in range(6):
        item = cast.item(stock=1)
        product = item.product
        shopping = [partial(cast.paid_order, cast.guest(), (item, 1)) for _ in range(4)]
        outcomes = run_together(product.mark_sold, *shopping)
        assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in outcomes), outcomes
        assert sum(SaleFact.objects.filter(product=product).values_list("quantity", flat=True)) == 1


def test_a_mark_that_waits_for_a_checkout_sees_its_hold():
    item = cast.item(stock=1)
    _, mark = while_open(lambda: cast.pending_order(cast.guest(), (item, 1)), item.product.mark_sold)
    assert isinstance(mark, Refused), mark
    assert mark.code == "held"
    assert not SaleFact.objects.exists()


@pytest.mark.parametrize("verb", ["mark_sold", "withdraw"])
def test_a_checkout_that_waits_for_the_listing_to_go_off_sale_is_refused(verb):
    item = cast.item(stock=1)
    _, checkout = while_open(getattr(item.product, verb), lambda: cast.pending_order(cast.guest(), (item, 1)))
    assert isinstance(checkout, Refused), checkout
    assert not Hold.objects.exists()


@pytest.mark.parametrize("verb", ["mark_sold", "withdraw"])
def test_a_late_payment_that_waits_for_the_listing_to_go_off_sale_goes_back(verb):
    item = cast.item(stock=1)
    payment = cast.attempt_payment(cast.pending_order(cast.guest(), (item, 1)), CONFIRMS)
    run_out(payment.order)
    while_open(getattr(item.product, verb), lambda: confirm_payment(payment, approved=True))
    payment.refresh_from_db()
    assert (Order.objects.get().status, payment.status) == (Order.Status.EXPIRED, Payment.Status.REFUNDED)
    assert sold_units() == (1 if verb == "mark_sold" else 0)


def test_a_mark_that_waits_for_the_late_payment_finds_the_listing_sold():
    item = cast.item(stock=1)
    payment = cast.attempt_payment(cast.pending_order(cast.guest(), (item, 1)), CONFIRMS)
    run_out(payment.order)
    _, mark = while_open(lambda: confirm_payment(payment, approved=True), item.product.mark_sold)
    assert isinstance(mark, Refused), mark
    assert (Order.objects.get().status, sold_units()) == (Order.Status.PAID, 1)
    assert (Item.objects.get().on_hand, Product.objects.get().status) == (0, Product.Status.SOLD)
