"""Starting checkout turns the cart into one order, however often the form is sent."""

import pytest
from django.urls import reverse

from carts.models import Cart, CartEvent
from carts.paid_orders import close_carts_of_paid_orders
from marketplace.models import Hold, Order
from tests import cast
from tests.carts.browsers import text

pytestmark = pytest.mark.django_db


def test_the_order_holds_the_stock_and_the_cart_knows_it(bob, item):
    order = bob.check_out()
    assert Hold.objects.get().quantity == 2
    assert Cart.objects.get().order == order
    assert CartEvent.objects.filter(kind="checked_out").count() == 1
    assert bob.lines == {item.pk: 2}


def test_looking_at_checkout_makes_no_order(bob, item):
    assert bob.get(reverse("carts:checkout")).url == reverse("carts:cart")
    assert not Order.objects.exists()


def test_the_same_form_twice_gives_the_same_order(bob, item):
    key = cast.key()
    assert bob.check_out(key) == bob.check_out(key)
    assert CartEvent.objects.filter(kind="checked_out").count() == 1


def test_the_same_form_after_paying_leads_to_the_paid_order(bob, item):
    key = cast.key()
    order = bob.check_out(key)
    bob.pay(order)
    assert bob.send("checkout", key=key).url == order.get_absolute_url()
    assert Order.objects.count() == 1


def test_the_same_form_after_paying_takes_nothing_from_a_new_cart_with_the_same_things(bob, item):
    key = cast.key()
    order = bob.check_out(key)
    bob.pay(order)
    bob.send("add", item=item.pk, quantity=2)
    assert bob.send("checkout", key=key).url == order.get_absolute_url()
    assert close_carts_of_paid_orders() == 0
    assert bob.lines == {item.pk: 2}


def test_the_same_form_with_another_cart_is_a_conflict(bob, item):
    key = cast.key()
    bob.check_out(key)
    bob.send("change", item=item.pk, quantity=3)
    answer = bob.send("checkout", key=key)
    assert answer.status_code == 409
    assert "reload the page" in text(answer)
    assert Order.objects.count() == 1


def test_anothers_key_is_of_no_use(bob, item, mallory):
    key = cast.key()
    theirs = bob.check_out(key)
    mallory.send("add", item=item.pk, quantity=2)
    assert mallory.check_out(key) != theirs


def test_an_empty_cart_is_not_checked_out(bob):
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 422
    assert "Your cart is empty." in text(answer)


def test_several_shops_make_one_order(bob, item):
    other = cast.item()
    bob.send("add", item=other.pk)
    assert bob.check_out().lines.count() == 2
