"""After a purchase the cookie stays and the cart is closed for good; no stale tab or copy reopens it."""

import pytest
from django.urls import reverse

from carts.models import Cart
from marketplace.accounts.visitors import COOKIE
from marketplace.models import Order
from tests.carts.browsers import text

pytestmark = pytest.mark.django_db


def test_the_cookie_is_kept_and_the_cart_is_empty(bob, item):
    before = bob.cookies[COOKIE].value
    bob.buy()
    assert (bob.cookies[COOKIE].value, bob.lines) == (before, {})


def test_every_tab_gets_a_push(bob, item, pushed_topics):
    order = bob.check_out()
    pushed_topics.clear()
    bob.pay(order)
    assert f"cart.{bob.shopper.holder}" in pushed_topics


def test_a_stale_tab_changes_nothing(bob, item):
    bob.buy()
    assert bob.send("change", item=item.pk, quantity=5).status_code == 404
    assert bob.send("remove", item=item.pk).status_code == 404
    assert bob.lines == {}


def test_a_stale_tabs_checkout_orders_nothing_again(bob, item):
    stale = bob.get(reverse("carts:cart")).context["cart"].key
    bob.buy()
    answer = bob.send("checkout", key=stale)
    assert (answer.status_code, Order.objects.count()) == (422, 1)
    assert "Your cart is empty." in text(answer)


def test_a_copy_does_not_bring_it_back(bob, item):
    copy = bob.cart.copy
    bob.buy()
    assert bob.send("restore", copy=copy).status_code == 409
    assert bob.lines == {}


def test_the_empty_cart_is_the_newer_picture(bob, item):
    before = bob.cart.version
    bob.buy()
    assert bob.cart.version > before


def test_the_next_add_opens_a_new_cart(bob, item):
    bob.buy()
    bob.send("add", item=item.pk)
    assert bob.lines == {item.pk: 1}
    assert Cart.objects.count() == 2
