"""A resumed checkout keeps the shown prices: a lower one applies, a higher one needs consent."""

from decimal import Decimal
from functools import partial

import pytest

from carts.checkout import check_out_cart
from carts.shopping import add_to_cart
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Order, Product
from tests import cast
from tests.carts.browsers import Browser, text
from tests.races.threads import run_together

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return Browser()


@pytest.fixture
def item(bob):
    item = cast.item(price=Decimal("50.00"))
    bob.send("add", item=item.pk)
    return item


def costs(price: str) -> None:
    Product.objects.update(price=price)


def test_checking_out_again_after_a_fall_charges_the_lower_price_until_the_same_deadline(bob, item):
    first = bob.check_out()
    costs("30.00")
    assert "€30.00" in text(bob.get("/cart/"))
    again = bob.check_out()
    assert (again.total, again.expires_at) == (Decimal("30.00"), first.expires_at)
    assert bob.pay(again).status_code == 302
    assert Order.objects.get(status="paid").payments.get().amount == Decimal("30.00")
    assert not Hold.objects.exists()


def test_the_same_form_sent_again_after_a_fall_gives_the_lower_price_too(bob, item):
    key = cast.key()
    first = bob.check_out(key)
    costs("30.00")
    again = bob.check_out(key)
    assert (again.total, again.expires_at) == (Decimal("30.00"), first.expires_at)
    assert bob.check_out(key) == again


def test_after_a_rise_it_asks_for_a_yes_and_the_checkout_under_way_keeps_its_price(bob, item):
    order = bob.check_out()
    costs("70.00")
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 409
    assert "now costs €70.00" in text(answer)
    assert bob.pay(order).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.total) == (Order.Status.PAID, Decimal("50.00"))


def test_a_yes_to_the_rise_gives_a_checkout_at_the_new_price(bob, item):
    bob.check_out()
    costs("70.00")
    bob.send("accept_price", item=item.pk, price="70.00")
    assert bob.check_out().total == Decimal("70.00")
    assert Hold.objects.count() == 1


def test_the_same_form_sent_twice_around_a_rise_is_one_checkout_at_the_price_shown(bob, item):
    key = cast.key()
    order = bob.check_out(key)
    costs("70.00")
    assert bob.check_out(key) == order


def test_nothing_changed_resumes_it(bob, item):
    assert bob.check_out() == bob.check_out()


def test_a_lowered_limit_is_looked_at_again(bob, item):
    bob.send("change", item=item.pk, quantity=2)
    bob.check_out()
    Product.objects.update(limit_per_shopper=1)
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 409
    assert "at most 1 per shopper" in text(answer)


def test_an_order_being_paid_keeps_its_shown_prices(bob, item):
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    costs("30.00")
    assert bob.check_out() == order
    order.refresh_from_db()
    assert order.total == Decimal("50.00")


def test_the_cart_leads_on_to_payment_unless_that_costs_more_than_it_shows(bob, item):
    bob.check_out()
    costs("70.00")
    assert "Continue to payment of €50.00" in text(bob.get("/cart/"))
    costs("30.00")
    assert "Continue to payment" not in text(bob.get("/cart/"))


def test_a_guests_checkout_resumed_after_signing_in_has_the_lower_price(bob, item):
    bob.check_out()
    costs("30.00")
    bob.sign_in(cast.person("Bob Buyer"))
    assert bob.check_out().total == Decimal("30.00")


@pytest.mark.django_db(transaction=True)
def test_two_tabs_after_a_fall_hold_once_at_the_lower_price():
    guest, item = cast.guest(), cast.item(price=Decimal("50.00"))
    add_to_cart(guest, item.pk, 1)
    check_out_cart(guest, key=cast.key())
    costs("30.00")
    orders = run_together(*[partial(check_out_cart, guest, key=cast.key()) for _ in range(4)])
    assert {(order.pk, order.total) for order in orders} == {(orders[0].pk, Decimal("30.00"))}
    assert Hold.objects.count() == 1
