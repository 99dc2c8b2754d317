"""Toasts show titles of the catalogue, never titles or prices that two people agreed on in a trade."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from activity.models import PurchaseActivity
from marketplace.models import OrderLine
from tests import cast
from tests.trading import rooms
from trading.models import Trade

pytestmark = pytest.mark.django_db
PRICE = re.compile(r"(?<![:\d])31\.07")
"""The price, and not a moment of the clock such as 10:31:31.07."""
WORDS = "Psst Quillfeather scratched one"
PUBLIC = ["/", "/activity/", "/activity/rows/", "/activity/recent/", "/leaderboard/", "/search/?q=runner"]


@pytest.fixture
def item():
    return cast.item(title="Tide High-Top")


def buy(room):
    """Have the buyer accept and pay; returns the activity of the order."""
    order = room.trade.accept(by=room.bob, version=1)
    cast.attempt_payment(order)
    return PurchaseActivity.objects.select_related("product").get(order=order)


def agreed(item):
    """Return the activity of a paid trade about an item, under a title and at a price of the seller's own."""
    return buy(rooms.negotiating(item, title=WORDS, price=Decimal("31.07"), quantity=1, description=WORDS))


def pages_of(activity):
    """Return all public pages about the purchase or its product."""
    product = activity.product
    return [*PUBLIC, activity.get_absolute_url(), product.get_absolute_url(), product.shop.get_absolute_url()]


def test_no_page_of_strangers_shows_the_title_or_the_price_of_a_trade(item):
    activity = agreed(item)
    stranger, rival = Client(), Client()
    rival.force_login(cast.shop().owner)
    pages = {path: client.get(path).text for client in (stranger, rival) for path in pages_of(activity)}
    pages["/desk/"] = rival.get("/desk/", follow=True).text
    assert [path for path, text in pages.items() if "Quillfeather" in text or PRICE.search(text)] == []
    assert "Tide High-Top" in pages["/activity/"]


def test_the_toast_has_title_and_address_of_the_catalogue_and_no_amount(item, pushes):
    toast = agreed(item).toast
    assert (toast.title, toast.url, toast.amount) == ("Tide High-Top", item.product.get_absolute_url(), None)
    [html] = [push.html for push in pushes if push.name == "new_purchase"]
    assert "Quillfeather" not in html and not PRICE.search(html)


def test_an_offer_below_the_list_price_shows_no_amount(item):
    bob = cast.person("Bob Buyer")
    trade = Trade.objects.offer(bob, item, price=Decimal("31.07"), quantity=1)
    trade.apply(by=item.product.shop.owner, counter=1)
    cast.attempt_payment(trade.accept(by=bob, version=2))
    toast = PurchaseActivity.objects.select_related("product").get().toast
    assert (toast.title, toast.amount) == ("Tide High-Top", None)


def test_an_amount_that_its_seller_shows_again_stays_private_in_a_deal(item, pushes):
    activity = agreed(item)
    item.product.show_amount = True
    PurchaseActivity.objects.filter(pk=activity.pk).push_changes()
    assert not PRICE.search("".join(push.html for push in pushes))


def test_a_purchase_from_the_catalogue_shows_title_and_amount(item):
    order = cast.paid_order(cast.guest(), (item, 2))
    toast = PurchaseActivity.objects.select_related("product").get().toast
    assert (toast.title, toast.amount) == ("Tide High-Top", Decimal("99.80"))
    assert order.lines.get().source == OrderLine.Source.CATALOGUE


def test_a_line_that_does_not_say_where_its_words_are_from_is_private(item):
    order = cast.pending_order(cast.guest(), (item, 1))
    order.lines.all().delete()
    line = OrderLine(order=order, item=item, product=item.product, shop=item.product.shop, title=WORDS)
    line.unit_price, line.quantity = Decimal("31.07"), 1
    line.save()
    cast.attempt_payment(order)
    toast = PurchaseActivity.objects.select_related("product").get().toast
    assert (toast.title, toast.amount) == ("Tide High-Top", None)
