"""Releasing holds and closing carts in the admin has the effects of the site's own actions, and updates open pages."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from carts.models import Cart
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold
from marketplace.orders.settlement import confirm_payment
from tests import cast
from tests.carts.browsers import Browser, text
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.marketplace.admin.conftest import list_of

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    """Bob's browser with two things in the cart."""
    bob = Browser()
    for item in (cast.item(title="Blue Boat", stock=1), cast.item(title="Red Boat", stock=1)):
        bob.send("add", item=item.pk)
    return bob


@pytest.mark.parametrize("verb", ["release", "close"])
def test_a_page_asks_first(desk, bob, verb):
    bob.check_out()
    thing = Hold.objects.first() if verb == "release" else Cart.objects.get()
    assert desk.act(verb, thing).status_code == 200
    assert (Hold.objects.count(), Cart.objects.get().status) == (2, "open")
    assert not LogEntry.objects.exists()


def test_a_released_hold_takes_the_others_of_its_checkout_along(desk, bob):
    order = bob.check_out()
    desk.sure("release", *order.holds.all())
    order.refresh_from_db()
    assert (order.status, Hold.objects.count(), len(bob.lines)) == ("cancelled", 0, 2)
    assert LogEntry.objects.count() == 2


def test_a_released_hold_is_told_to_its_checkout_and_to_who_waits(desk, bob):
    order = bob.check_out()
    page = reverse("carts:pay_page", args=[order.number])
    pushed = assert_page_stays_current(bob, page, lambda: desk.sure("release", order.holds.first()))
    assert pushed == {f"order.{order.number}"}


def test_who_waits_for_the_units_is_told(desk, bob):
    order = bob.check_out()
    waiting = {f"line.{hold.item_id}" for hold in order.holds.all()}
    assert waiting <= {topic for topic, _ in capture_pushes(lambda: desk.sure("release", order.holds.first()))}


def test_a_closed_cart_is_empty_on_its_shoppers_pages_and_gives_its_stock_back(desk, bob):
    order = bob.check_out()
    assert_page_stays_current(bob, reverse("carts:cart"), lambda: desk.sure("close", Cart.objects.get()))
    order.refresh_from_db()
    assert (bob.lines, order.status, Hold.objects.count()) == ({}, "cancelled", 0)
    cart = Cart.objects.get()
    assert (cart.status, cart.lines.count(), cart.events.latest("pk").kind) == ("closed", 2, "closed")


def test_a_stranger_is_not_told(desk, bob):
    mallory = Browser()
    mallory.send("add", item=cast.item().pk)
    cart = bob.cart.cart
    assert_no_push(mallory, reverse("carts:cart"), lambda: desk.sure("close", cart))


def test_after_a_close_the_shopper_begins_anew(desk, bob):
    desk.sure("close", Cart.objects.get())
    item = cast.item()
    bob.send("add", item=item.pk)
    assert bob.lines == {item.pk: 1}


def test_a_cart_that_is_being_paid_for_or_is_closed_stays(desk, bob):
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    page = desk.post(
        list_of(Cart), {"action": "close", "_selected_action": [Cart.objects.get().pk], "sure": "yes"}, follow=True
    )
    assert "in progress" in text(page)
    order.refresh_from_db()
    assert (order.status, Cart.objects.get().status) == ("pending", "open")
    confirm_payment(order.payments.get(), approved=False)
    for _ in range(2):
        desk.sure("close", Cart.objects.get())
    assert Cart.objects.get().events.filter(kind="closed").count() == 1


@pytest.mark.parametrize("verb", ["release", "close"])
def test_who_may_only_look_does_neither(clerk, bob, verb):
    bob.check_out()
    clerk.sure(verb, Hold.objects.first() if verb == "release" else Cart.objects.get())
    assert (Hold.objects.count(), Cart.objects.get().status) == (2, "open")


@pytest.mark.parametrize(("words", "count"), [("Blue Boat", 1), ("guest@example.com", 0), ("Green", 0)])
def test_holds_are_found(desk, bob, words, count):
    bob.check_out()
    page = desk.get(list_of(Hold), {"q": words})
    assert page.context["cl"].result_count == count


def test_holds_are_found_by_shop_and_by_number(desk, bob):
    order = bob.check_out()
    assert desk.get(list_of(Hold), {"q": order.number}).context["cl"].result_count == 2
    shop = order.holds.first().item.shop_id
    found = desk.get(list_of(Hold), {"item__product__shop__id__exact": shop})
    assert found.context["cl"].result_count == 1


def test_carts_of_members_are_told_from_guests(desk, bob):
    for empty, count in (("1", 1), ("0", 0)):
        assert desk.get(list_of(Cart), {"member__isempty": empty}).context["cl"].result_count == count
