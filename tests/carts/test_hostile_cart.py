"""Hostile requests to the cart change nothing and get a clear 4xx."""

import pytest
from django.test import Client
from django.urls import reverse

from carts.models import Cart, CartEvent
from marketplace.models import Order, Product
from tests import cast
from tests.carts.browsers import text

pytestmark = pytest.mark.django_db

NUMBERS = ["-1", "0", "NaN", "inf", "1e3", "2.5", "9" * 30, "9" * 5000, "٣x", " ", "null", "<b>", "1;drop", "\x00"]


def test_odd_quantities(mallory):
    item = cast.item()
    mallory.send("add", item=item.pk, quantity=3)
    for name in ("add", "change"):
        for number in NUMBERS:
            answer = mallory.send(name, item=item.pk, quantity=number)
            assert 400 <= answer.status_code < 500, (name, number)
    assert mallory.lines == {item.pk: 3}


@pytest.mark.parametrize("name", ["add", "change", "remove"])
def test_odd_items(mallory, name):
    for number in [*NUMBERS, "", str(2**63), str(2**64)]:
        answer = mallory.send(name, item=number, quantity=1)
        assert 400 <= answer.status_code < 500, number
    assert not Cart.objects.exists()


def test_a_draft_is_as_unknown_as_an_item_that_is_not_there(mallory):
    draft = cast.item(status=Product.Status.DRAFT, title="Top secret")
    answers = [mallory.send("add", item=pk) for pk in (draft.pk, 987_654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert text(answers[0]) == text(answers[1])
    assert not Cart.objects.exists()


def test_prices_that_are_sent_along_are_ignored(mallory):
    item = cast.item()
    mallory.send("add", item=item.pk, price="0.01", price_seen="0.01", unit_price="0.01", total="0")
    order = mallory.check_out()
    mallory.pay(order, total="0.01", amount="0.01", currency="XXX")
    order.refresh_from_db()
    assert (order.status, order.total, order.currency) == ("paid", item.product.price, "EUR")


def test_whose_cart_it_is_cannot_be_said(bob, mallory):
    item = cast.item()
    bob.send("add", item=item.pk)
    name = bob.cart.cart.name
    for fields in ({"holder": bob.shopper.holder}, {"cart": name}, {"visitor": bob.shopper.visitor}):
        assert mallory.send("remove", item=item.pk, **fields).status_code == 404
        mallory.send("empty", **fields)
    assert (bob.lines, mallory.lines) == ({item.pk: 1}, {})


def test_a_made_up_cookie_is_a_new_visitor(bob):
    bob.send("add", item=cast.item().pk)
    forger = Client()
    forger.cookies["visitor"] = bob.shopper.visitor
    page = forger.get(reverse("carts:menu"))
    assert 'data-count="0"' in page.content.decode()
    assert forger.cookies["visitor"].value != bob.shopper.visitor


def test_forms_of_other_sites_are_refused(bob):
    item = cast.item()
    strict = Client(enforce_csrf_checks=True)
    for name in ("add", "change", "remove", "empty", "restore", "checkout"):
        assert strict.post(reverse(f"carts:{name}"), {"item": item.pk, "key": cast.key()}).status_code == 403
    assert not CartEvent.objects.exists() and not Order.objects.exists()


def test_damaged_checkout_keys(mallory):
    mallory.send("add", item=cast.item().pk)
    for key in ("", "short", "x" * 65, "\x00" * 20, "🙂" * 70):
        assert mallory.send("checkout", key=key).status_code == 422, key
    assert not Order.objects.exists()
