"""The order of a deal links to its trade, and the trade shows the state of the payment."""

import pytest
from django.urls import reverse

from marketplace.accounts.visitors import Shopper
from marketplace.models import Order
from tests import cast
from tests.fresh_page import assert_page_stays_current
from tests.trading import rooms
from tests.trading.conftest import Browser
from tests.trading.test_room_page_stays_current import assert_page_kept_true

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def deal():
    room = rooms.negotiating(cast.item(stock=5))
    room.trade.accept(by=room.bob, version=1)
    return room


@pytest.fixture
def order(deal):
    return deal.fresh().order


def test_the_buyers_order_leads_to_the_room(deal, order):
    client = Browser(deal.bob, deal).client
    room = f'href="{deal.trade.get_absolute_url()}"'
    assert room in client.get(order.get_absolute_url()).content.decode()
    order.cancel()
    assert room in client.get(order.get_absolute_url()).content.decode()
    assert room in client.get(reverse("marketplace:order_status", args=[order.number])).content.decode()


def test_the_sellers_order_leads_to_the_room_and_staff_see_no_way_in(deal, order):
    cast.attempt_payment(order)
    shop, sam = deal.trade.shop, cast.person("Sam Staff")
    shop.staff.add(sam)
    address = reverse("marketplace:seller_order", args=[shop.slug, order.number])
    room = f'href="{deal.trade.get_absolute_url()}"'
    assert room in Browser(deal.alice, deal).client.get(address).content.decode()
    page = Browser(sam, deal).client.get(address)
    assert page.status_code == 200
    assert room not in page.content.decode()


def test_an_order_without_a_room_shows_none(deal):
    order = cast.paid_order(Shopper(deal.bob, "0" * 32), (cast.item(), 1))
    assert "/trades/TR-" not in Browser(deal.bob, deal).client.get(order.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["seller", "buyer"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Order.Status.PENDING, "Accepted"),
        (Order.Status.CANCELLED, "Payment cancelled"),
        (Order.Status.EXPIRED, "Not paid in time"),
    ],
)
@pytest.mark.parametrize("page", ["room", "mine"])
def test_the_badge_shows_the_outcome_of_the_deal(deal, order, who, status, words, page):
    Order.objects.filter(pk=order.pk).update(status=status)
    client = Browser(deal.who(who), deal).client
    address = deal.trade.get_absolute_url() if page == "room" else reverse("trading:mine")
    assert f">{words}</span>" in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_the_open_trade_follows_a_cancelled_payment(deal, order, who):
    assert assert_page_kept_true(deal, deal.who(who), order.cancel)


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_the_open_list_of_trades_follows_too(deal, order, who):
    assert assert_page_stays_current(Browser(deal.who(who), deal).client, reverse("trading:mine"), order.cancel)
