"""An open staff page ends up equal to a fresh one after each cart event; other shops get no push."""

import pytest

from carts.abandonment import record_abandoned_carts
from carts.checkout import check_out_cart
from carts.merging import merge_guest_cart
from marketplace.gateways.fake import DECLINES
from marketplace.models import Order
from marketplace.orders.settlement import begin_payment
from tests import cast
from tests.carts.browsers import filled
from tests.carts.staff.cart_age import age
from tests.fresh_page import assert_no_push, assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


class Cast:
    def __init__(self, stall):
        self.stall, self.bob = stall, cast.guest()
        filled(cast.guest(), (stall.boots, 1))
        self.cart = filled(self.bob, (stall.boots, 1), (stall.socks, 2))
        filled(cast.guest(), (stall.boots, 3))

    def add(self):
        filled(cast.guest(), (self.stall.boots, 1))

    def change(self):
        self.cart.change(self.stall.boots.pk, 4)

    def remove(self):
        self.cart.remove(self.stall.boots.pk)

    def empty(self):
        self.cart.empty()

    def check_out(self):
        check_out_cart(self.bob, key=cast.key())

    def buy(self):
        cast.attempt_payment(check_out_cart(self.bob, key=cast.key()))

    def close(self):
        self.cart.close()

    def sign_in(self):
        member = cast.member()
        filled(member, (self.stall.boots, 1))
        merge_guest_cart(self.bob, member)

    def leave(self):
        age(self.cart, 31)
        record_abandoned_carts()


@pytest.mark.parametrize("event", ["add", "change", "remove", "empty", "check_out", "buy", "close", "sign_in", "leave"])
def test_the_list_equals_the_fresh_page(stall, sam, event):
    pushed_topics = assert_page_stays_current(sam, stall.url, getattr(Cast(stall), event))
    assert f"live-carts.{stall.shop.pk}" in pushed_topics


def test_a_declined_card_and_an_expired_checkout_are_pushed(stall, sam):
    bob = Cast(stall).bob
    order = check_out_cart(bob, key=cast.key())
    pushed_topics = assert_page_stays_current(sam, stall.url, lambda: cast.attempt_payment(order, DECLINES))
    again = assert_page_stays_current(
        sam, stall.url, lambda: begin_payment(order, key=cast.key(), method=DECLINES, address=cast.ADDRESS)
    )
    assert f"live-carts.{stall.shop.pk}" in pushed_topics & again


def test_a_cancelled_checkout_is_pushed(stall, sam):
    order = check_out_cart(Cast(stall).bob, key=cast.key())
    pushed_topics = assert_page_stays_current(sam, stall.url, Order.objects.get(pk=order.pk).cancel)
    assert f"live-carts.{stall.shop.pk}" in pushed_topics


@pytest.mark.parametrize("event", ["add", "change", "buy", "leave", "close"])
def test_the_platforms_list_gets_a_push(stall, sam, event):
    sam.force_login(cast.person("Pat Platform", is_staff=True))
    assert "live-carts.all" in assert_page_stays_current(sam, "/live-carts/", getattr(Cast(stall), event))


@pytest.mark.parametrize("event", ["add", "change", "remove", "empty", "check_out", "buy", "close", "sign_in", "leave"])
def test_another_shops_staff_page_gets_no_push(stall, eve, event):
    assert_no_push(eve, f"/desk/{eve.shop.slug}/carts/", getattr(Cast(stall), event))
    assert eve.get(stall.url).status_code == 404
