"""Old page + event = fresh page for whole pages, with header, headings and side boxes: cart, order, desk and lists."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from carts.models import Cart
from carts.shopping import add_to_cart
from marketplace.models import Order, Product, Shipment
from tests import cast
from tests.carts.browsers import Browser
from tests.fresh_page import assert_page_stays_current
from tests.trading import rooms

pytestmark = pytest.mark.django_db
DASHBOARD = "leaderboard:dashboard"


def reader(user):
    """Return the browser of a member."""
    client = Client()
    client.force_login(user)
    return client


def assert_whole_page_kept(client, page, event):
    """Assert that a page that was opened before follows an event."""
    client.get(page)
    assert assert_page_stays_current(client, page, event, whole=True)


@pytest.mark.parametrize("page", ["/cart/", "/"])
@pytest.mark.parametrize("change", ["checked out", "emptied", "filled"])
def test_cart_and_box_follow_what_another_tab_does(change, page):
    item, other, bob = cast.item(), cast.item(), Browser()
    bob.send("add", item=item.pk, quantity=2)
    changes = {
        "checked out": bob.check_out,
        "emptied": lambda: Cart.objects.get_open(bob.shopper).empty(),
        "filled": lambda: add_to_cart(bob.shopper, other.pk, 1),
    }
    bob.get("/cart/")
    assert_whole_page_kept(bob, page, changes[change])


SALES = {
    "bought out": lambda item: cast.paid_order(cast.guest(), (item, 10)),
    "held": lambda item: cast.pending_order(cast.guest(), (item, 9)),
    "marked as sold": lambda item: item.product.mark_sold(),
}


@pytest.mark.parametrize("sale", SALES)
def test_a_product_page_follows_its_stock(sale):
    item = cast.item()
    bob = reader(cast.person("Bob Buyer"))
    assert_whole_page_kept(bob, item.product.get_absolute_url(), lambda: SALES[sale](item))


def test_a_product_page_follows_its_drop():
    product = cast.product(released_at=None)
    bob = reader(cast.person("Bob Buyer"))
    assert_whole_page_kept(bob, product.get_absolute_url(), Product.objects.get(pk=product.pk).release)


@pytest.mark.parametrize("event", [cast.attempt_payment, Order.cancel])
def test_an_unpaid_order_is_kept_for_its_buyer(event):
    bob = cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    assert_whole_page_kept(reader(bob), order.get_absolute_url(), lambda: event(order))


PAID = {
    "refunded": lambda order, shop: order.refund(order.lines.all(), by=None),
    "shipped": lambda order, shop: Shipment.objects.send(order, shop, by=None, carrier="DHL"),
}


@pytest.mark.parametrize("event", PAID)
@pytest.mark.parametrize("who", ["buyer", "seller"])
def test_a_paid_order_is_kept_for_both(event, who):
    item, bob = cast.item(), cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (item, 1))
    shop = item.product.shop
    client, page = reader(bob), order.get_absolute_url()
    if who == "seller":
        client, page = reader(shop.owner), reverse("marketplace:seller_order", args=[shop.slug, order.number])
    assert_whole_page_kept(client, page, lambda: PAID[event](order, shop))


TRADES = {
    "amended": lambda room: room.trade.amend(by=room.alice, version=1, price=Decimal(80), quantity=5, description="x"),
    "accepted": lambda room: room.trade.accept(by=room.bob, version=1),
    "rejected": lambda room: room.trade.reject(by=room.bob),
}


@pytest.mark.parametrize("page", ["/trades/", "/trades/all/"])
@pytest.mark.parametrize("event", TRADES)
def test_lists_of_trades_are_kept(event, page):
    room = rooms.negotiating()
    client = reader(room.staff if page == "/trades/all/" else room.bob)
    assert_whole_page_kept(client, page, lambda: TRADES[event](room))


@pytest.mark.parametrize(
    "name",
    ["marketplace:seller_orders", "marketplace:seller_products", "carts:shop_carts", "carts:shop_pressure", DASHBOARD],
)
def test_the_pages_of_a_desk_follow_a_purchase(name):
    item = cast.item()
    shop = item.product.shop
    cast.paid_order(cast.guest(), (item, 1))
    page = reverse(name, args=[shop.slug])
    assert_whole_page_kept(reader(shop.owner), page, lambda: cast.paid_order(cast.guest(), (item, 9)))
