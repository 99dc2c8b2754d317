"""An open page ends up equal to a fresh one after it re-reads its parts."""

import pytest
from django.urls import reverse

from carts.checkout import record_checkout
from carts.models import Cart
from carts.paid_orders import close_carts_of_paid_orders
from tests import cast
from tests.carts.browsers import Browser, steady, topic_of

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item(bob):
    item = cast.item(stock=9)
    bob.send("add", item=item.pk, quantity=2)
    return item


def add(bob, item):
    bob.send("add", item=cast.item().pk)


def change(bob, item):
    bob.send("change", item=item.pk, quantity=7)


def remove(bob, item):
    bob.send("remove", item=item.pk)


def empty(bob, item):
    bob.send("empty")


def check_out(bob, item):
    bob.check_out()


def buy(bob, item):
    bob.buy()


def restore(bob, item):
    other = Browser()
    other.send("add", item=cast.item().pk, quantity=3)
    bob.send("restore", copy=other.cart.copy)


def sweep(bob, item):
    record_checkout(Cart.objects.get_open(bob.shopper), cast.paid_order(bob.shopper, (item, 2)))
    close_carts_of_paid_orders()


def sign_in(bob, item):
    bob.get(bob.sign_in(cast.person("Bob Buyer")).url)


@pytest.mark.parametrize("event", [add, change, remove, empty, check_out, buy, restore, sweep, sign_in])
def test_it_equals_the_fresh_page(bob, item, event, pushed_topics):
    old = bob.get(reverse("carts:cart"))
    pushed_topics.clear()
    event(bob, item)
    fresh = steady(bob.get(reverse("carts:cart")).content.decode())
    for src in (reverse("carts:menu"), reverse("carts:cart")):
        assert topic_of(old, src) in pushed_topics
        part = bob.get(src, headers={"HX-Request": "true"})
        assert steady(part.content.decode()) in fresh
        # Later events are heard as well: the part listens to the topic that the fresh page listens to.
        assert topic_of(part, src) == f"cart.{bob.shopper.holder}"


@pytest.mark.parametrize("event", [add, change, remove, empty, check_out, buy, restore, sweep])
def test_a_strangers_page_is_left_alone(bob, mallory, item, event, pushed_topics):
    theirs = topic_of(mallory.get(reverse("carts:cart")))
    pushed_topics.clear()
    event(bob, item)
    assert theirs not in pushed_topics
