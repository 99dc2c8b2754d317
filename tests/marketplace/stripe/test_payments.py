"""The buyer is redirected to Stripe's page and back; Stripe's answer decides."""

import pytest
from django.urls import reverse

from marketplace.models import Item, Order, Payment
from tests import cast
from tests.carts.browsers import Browser, text
from tests.marketplace.stripe.events import read_states
from tests.marketplace.stripe.fake_api import make_error

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob(provider):
    return Browser()


@pytest.fixture
def order(bob):
    bob.send("add", item=cast.item(stock=5, price="10.00").pk, quantity=2)
    return bob.check_out()


def back(bob: Browser, order: Order) -> str:
    """Follow Stripe's page back to the site."""
    return bob.get(reverse("carts:confirm", args=[order.number]))["Location"]


def test_the_form_leads_to_stripes_page_for_the_very_amount(bob, order, provider):
    answer = bob.pay(order, method="stripe")
    [session] = provider.sessions.values()
    assert (answer.status_code, answer.url) == (303, session["url"])
    assert (session["amount_total"], session["currency"]) == (2000, "eur")
    assert session["success_url"] == f"http://localhost:8000/checkout/{order.number}/confirm/"
    assert session["cancel_url"] == f"http://localhost:8000/checkout/{order.number}/"
    assert read_states(order) == ("pending", ["confirming"])


def test_who_paid_comes_back_to_the_paid_order(bob, order, provider):
    bob.pay(order, method="stripe")
    provider.pay()
    assert back(bob, order) == order.get_absolute_url()
    assert read_states(order) == ("paid", ["captured"])
    assert (Item.objects.get().on_hand, bob.lines) == (3, {})


def test_who_comes_back_before_paying_may_go_on_or_pay_anew(bob, order, provider):
    bob.pay(order, method="stripe")
    page = bob.get(reverse("carts:pay_page", args=[order.number]))
    assert "not finished yet" in text(page)
    [first] = provider.sessions.values()
    assert back(bob, order) == first["url"]
    bob.pay(order, method="stripe")
    assert [one["status"] for one in provider.sessions.values()] == ["expired", "open"]
    assert read_states(order) == ("pending", ["failed", "confirming"])


def test_money_that_takes_days_is_waited_for_on_the_order_page(bob, order, provider):
    bob.pay(order, method="stripe")
    session = provider.promise()
    assert back(bob, order) == order.get_absolute_url()
    assert read_states(order) == ("pending", ["confirming"])
    again = bob.pay(order, method="stripe")
    assert "is under way" in text(bob.get(again.url))
    provider.intents[session["payment_intent"]]["status"] = "requires_payment_method"
    assert back(bob, order) == reverse("carts:pay_page", args=[order.number])
    assert read_states(order) == ("pending", ["failed"])


def test_a_refused_card_is_declined_with_its_reason(bob, order, provider):
    provider.fail = lambda method, path: make_error(402, message="Your card has expired.")
    assert bob.pay(order, method="stripe").url == reverse("carts:pay_page", args=[order.number])
    assert Payment.objects.get().message == "Your card has expired."


@pytest.mark.parametrize("status", [401, 429, 500])
def test_an_answer_that_is_none_leaves_the_payment_open(bob, order, provider, status):
    provider.fail = lambda method, path: make_error(status)
    assert bob.pay(order, method="stripe").url == order.get_absolute_url()
    assert read_states(order) == ("pending", ["intent"])


def test_the_same_form_sent_twice_is_one_page(bob, order, provider):
    key = cast.key()
    assert bob.pay(order, method="stripe", key=key).status_code == 303
    bob.pay(order, method="stripe", key=key)
    assert (len(provider.sessions), Payment.objects.count()) == (1, 1)


def test_nobody_else_is_sent_to_the_page(order, bob, provider):
    bob.pay(order, method="stripe")
    mallory = Browser()
    assert mallory.get(reverse("carts:confirm", args=[order.number])).status_code == 404


def test_no_test_card_pays_where_stripe_is_switched_on(bob, order):
    assert bob.pay(order, method="test-pays").status_code == 422
