"""Open order lists, badges and order pages equal fresh ones after a push."""

from functools import partial

import pytest
from django.urls import reverse

from config import live
from marketplace.live import may_follow_shop
from marketplace.models import Shipment
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def buy(market, title="Boots"):
    return cast.paid_order(cast.guest(), (market.order.lines.get(title=title).item, 1))


def send(market, shop=None):
    return Shipment.objects.send(market.order, shop or market.shop, by=None, carrier="DHL")


def take_back(market, title):
    return market.order.refund(market.order.lines.filter(title=title), by=None, reason="A hole")


@pytest.mark.parametrize("name", ["seller_orders_list", "seller_to_ship"])
def test_a_paid_order_comes_to_the_desk_by_itself(market, name):
    pushed = assert_page_stays_current(market.client("sam"), market.url(name), lambda: buy(market))
    assert pushed == {f"shop-orders.{market.shop.pk}"}


@pytest.mark.parametrize("name", ["seller_orders_list", "seller_to_ship"])
def test_what_another_shop_sells_and_sends_is_not_told(market, name):
    def elsewhere():
        buy(market, "Lamp")
        send(market, market.other).deliver()
        take_back(market, "Lamp")

    assert_no_push(market.client("sam"), market.url(name), elsewhere)


def test_the_desk_follows_what_a_colleague_sends(market):
    for name in ("seller_orders_list", "seller_order_state"):
        address = market.url(name) if name == "seller_orders_list" else market.about(name)
        assert assert_page_stays_current(market.client("sam"), address, lambda: send(market))
        Shipment.objects.all().delete()


def test_the_desk_follows_what_arrives(market):
    parcel = send(market)
    assert assert_page_stays_current(market.client("sam"), market.about("seller_order_state"), parcel.deliver)


def test_the_desk_follows_what_goes_back(market):
    assert assert_page_stays_current(
        market.client("sam"), market.about("seller_order_state"), lambda: take_back(market, "Socks")
    )


def test_the_buyers_page_follows_each_parcel_and_each_refund(market):
    bob, status = market.client("bob"), reverse("marketplace:order_status", args=[market.order.number])
    topics = {f"order.{market.order.number}"}
    for shop in (market.other, market.shop):
        assert assert_page_stays_current(bob, status, partial(send, market, shop)) == topics
    for parcel in market.order.shipments.all():
        assert assert_page_stays_current(bob, status, parcel.deliver) == topics
    refund = take_back(market, "Socks")
    assert assert_page_stays_current(bob, status, refund.send) == topics


def test_the_buyers_list_follows(market):
    bob, listed = market.client("bob"), reverse("marketplace:orders_list")
    assert assert_page_stays_current(bob, listed, lambda: market.order.refund(market.order.lines.all(), by=None))


def test_somebody_elses_purchase_is_not_told_on_the_buyers_pages(market):
    bob, status = market.client("bob"), reverse("marketplace:order_status", args=[market.order.number])
    assert_no_push(bob, status, lambda: buy(market))
    assert_no_push(bob, reverse("marketplace:orders_list"), lambda: buy(market))


def test_who_may_listen(market):
    def may(user):
        return may_follow_shop(live.Subscriber(user and user.pk, "0" * 32), str(market.shop.pk))

    assert [may(who) for who in (market.alice, market.sam)] == [True, True]
    assert [may(who) for who in (market.eve, market.bob, None)] == [False, False, False]
    market.shop.remove_staff(market.sam)
    assert not may(market.sam)


def test_pages_of_whoever_is_let_go_are_asked_again_at_once(market):
    pushes = capture_pushes(lambda: market.shop.remove_staff(market.sam))
    assert [
        message for topic, message in pushes if message["type"] == "recheck" and message["user_id"] == market.sam.pk
    ]
