"""Buyers see an exact preview of their toast before they agree, and can hide the price alone."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from activity.models import PurchaseActivity
from marketplace.accounts.visitors import COOKIE, Shopper, Visitor
from marketplace.models import Order
from tests import cast
from tests.trading import rooms

pytestmark = pytest.mark.django_db
UNTRUE = re.compile(r"initials and place only", re.IGNORECASE)


@pytest.fixture
def bob():
    return cast.person("Quentin Tarrow", city="Lisbon", region="PT", country="Portugal")


@pytest.fixture
def neighbours():
    """Enough others from Lisbon that the place may be shown."""
    for _ in range(3):
        cast.paid_order(cast.guest(), (cast.item(), 1))


@pytest.fixture
def client(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def item():
    return cast.item(title="Tide High-Top", price=Decimal("99.90"))


def words(html):
    """Return the text of a page's preview on one line."""
    found = re.search(r'<figure[^>]*id="toast-preview".*?</figure>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()).replace(" ,", ",") if found else ""


def test_checkout_shows_the_buyers_own_toast(client, bob, item, neighbours):
    order = cast.pending_order(cast.member(bob), (item, 1))
    page = client.get(f"/checkout/{order.number}/").text
    assert "Q.T. from Lisbon, Portugal bought Tide High-Top, €99.90" in words(page)
    assert not UNTRUE.search(page)


def test_the_preview_at_checkout_equals_the_toast(client, bob, item, neighbours):
    order = cast.pending_order(cast.member(bob), (item, 1))
    promised = words(client.get(f"/checkout/{order.number}/").text)
    cast.attempt_payment(order, ship_name="Quentin Tarrow")
    toast = PurchaseActivity.objects.select_related("product").get(order=order).toast
    assert f"{toast.initials} from {toast.place} bought {toast.title}, €{toast.amount}" in promised


def test_a_rare_place_is_not_promised(client, bob, item):
    order = cast.pending_order(cast.member(bob), (item, 1))
    preview = words(client.get(f"/checkout/{order.number}/").text)
    assert "Q.T. bought Tide High-Top, €99.90" in preview and "Lisbon" not in preview


def test_several_things_are_one_toast_and_its_list(client, bob, item):
    order = cast.pending_order(cast.member(bob), (item, 1), (cast.item(title="Lamp", price=Decimal(5)), 2))
    preview = words(client.get(f"/checkout/{order.number}/").text)
    assert "Q.T. bought 2 things" in preview and "Tide High-Top, €99.90" in preview and "Lamp, €10.00" in preview


def test_a_guests_preview_follows_the_typed_text(item, neighbours):
    guest = Client()
    guest.get("/")
    visitor = Visitor.from_cookie(guest.cookies[COOKIE].value)
    assert visitor
    order = cast.pending_order(Shopper(None, visitor.digest), (item, 1))
    assert "A shopper bought Tide High-Top, €99.90" in words(guest.get(f"/checkout/{order.number}/").text)
    form = {"ship_name": "Nora Ash", "ship_city": "Lisbon", "ship_region": "PT", "ship_country": "Portugal"}
    form |= {"show_activity": "on"}
    path = f"/activity/preview/{order.number}/"
    assert "N.A. from Lisbon, Portugal bought Tide High-Top, €99.90" in words(guest.post(path, form).text)
    without = words(guest.post(path, {**form, "hide_amount": "on"}).text)
    assert "N.A. from Lisbon, Portugal bought Tide High-Top" in without and "99.90" not in without
    elsewhere = words(guest.post(path, {**form, "ship_country": "Italy"}).text)
    assert "N.A. from Lisbon, PT bought" in elsewhere
    assert "Only the shop sees" in words(guest.post(path, {**form, "show_activity": ""}).text)
    assert Order.objects.get(pk=order.pk).ship_name == ""
    assert Client().post(path, form).status_code == 404


def test_the_price_alone_is_left_out(client, bob, item):
    order = cast.pending_order(cast.member(bob), (item, 1))
    cast.attempt_payment(order, hide_amount=True)
    toast = PurchaseActivity.objects.select_related("product").get(order=order).toast
    assert (toast.title, toast.amount) == ("Tide High-Top", None)
    assert "99.90" not in Client().get("/activity/").text


def test_hiding_prices_removes_the_shown_ones(client, bob, item, pushes):
    cast.paid_order(cast.member(bob), (item, 1))
    form = {"display_name": bob.display_name, "city": "Lisbon", "region": "PT", "show_purchase_activity": "on"}
    client.post("/account/", {**form, "hide_purchase_amount": "on"})
    assert "99.90" not in Client().get("/activity/").text and "Tide High-Top" in Client().get("/activity/").text
    [amended] = [push for push in pushes if push.name == "changed_purchase"]
    assert "99.90" not in amended.html
    cast.paid_order(cast.member(bob), (item, 1))
    assert [one.toast.amount for one in PurchaseActivity.objects.select_related("product")] == [None, None]


def test_the_profile_shows_an_example_with_all_fields(client, bob, item, neighbours):
    page = client.get("/account/").text
    assert re.search(r"Q\.T\. from Lisbon, Portugal bought [\w -]+, €", words(page))
    assert not UNTRUE.search(page)
    bob.change_profile(hide_purchase_amount=True)
    assert "€" not in words(client.get("/account/").text)
    bob.change_profile(show_purchase_activity=False)
    assert "Only the shop sees" in words(client.get("/account/").text)


def test_the_order_page_shows_the_toast_and_can_hide_the_price(client, bob, item):
    order = cast.paid_order(cast.member(bob), (item, 1))
    page = client.get(order.get_absolute_url()).text
    assert "Q.T. bought Tide High-Top, €99.90" in words(page) and not UNTRUE.search(page)
    assert client.post(f"{order.get_absolute_url()}hide-price/").status_code == 302
    preview = words(client.get(order.get_absolute_url()).text)
    assert "Q.T. bought Tide High-Top" in preview and "99.90" not in preview
    assert "99.90" not in Client().get("/activity/rows/").text
    bob.change_profile(show_purchase_activity=False)
    assert "Only the shop sees" in words(client.get(order.get_absolute_url()).text)


def test_products_excluded_by_their_shop_have_no_preview(client, bob):
    kept_out = cast.item(title="Secret Thing")
    kept_out.product.show_in_activity = False
    kept_out.product.save()
    silent = cast.item(title="Silent Thing", price=Decimal(7))
    silent.product.show_amount = False
    silent.product.save()
    order = cast.pending_order(cast.member(bob), (kept_out, 1), (silent, 1))
    preview = words(client.get(f"/checkout/{order.number}/").text)
    assert "Q.T. bought Silent Thing" in preview and "€" not in preview and "Secret" not in preview


def test_a_deal_promises_no_price(bob, item):
    room = rooms.negotiating(item, title="Psst", price=Decimal(31), quantity=1)
    order = room.trade.accept(by=room.bob, version=1)
    client = Client()
    client.force_login(room.bob)
    preview = words(client.get(f"/checkout/{order.number}/").text)
    assert "B.B. bought Tide High-Top" in preview and "€" not in preview and "Psst" not in preview
