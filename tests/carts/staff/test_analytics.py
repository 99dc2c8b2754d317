"""The shop's cart analytics equal a recount of the rows, for today and yesterday, within the shop."""

import random
import time
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from carts.checkout import check_out_cart
from carts.models import Cart, CartEvent, CartReminder
from carts.staff import analytics
from carts.staff.scope import Scope
from marketplace.models import Item, ProductView, RefusedView, Visit
from tests import cast
from tests.carts.browsers import filled, text
from tests.carts.staff.cart_age import age
from tests.carts.staff.shops import signed_in
from tests.fresh_page import assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
DAY = timedelta(days=1)


@pytest.fixture
def fresh(monkeypatch):
    """Have nothing counted for longer than it takes."""
    monkeypatch.setattr(analytics, "CACHE_SECONDS", 0)


def a_day_earlier(cart):
    Cart.objects.filter(pk=cart.pk).update(updated_at=F("updated_at") - DAY)
    cart.events.update(at=F("at") - DAY)


def a_market_day(stall, luck):
    """Create carts of every kind, some of them yesterday; returns the expected result for each."""
    made = []
    elsewhere = cast.item()
    Item.objects.update(on_hand=500)
    for _ in range(24):
        shopper = cast.guest()
        wanted = [(item, luck.randint(1, 3)) for item in luck.sample([stall.boots, stall.socks, elsewhere], 2)]
        cart = filled(shopper, *wanted)
        fate = luck.choice(["stays", "left", "checkout", "bought"])
        if fate in ("checkout", "bought"):
            order = check_out_cart(shopper, key=cast.key())
            if fate == "bought":
                cast.attempt_payment(order)
        if fate == "left":
            age(cart, 40)
        day = luck.choice(["now", "before"])
        if day == "before":
            a_day_earlier(cart)
        made.append((day, fate, {item: quantity for item, quantity in wanted if item != elsewhere}))
    return made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_equals_a_recount(stall, seed):
    made = a_market_day(stall, random.Random(seed))
    scope, today = Scope(stall.shop), analytics.local_today()
    for name, day in (("now", today), ("before", today - DAY)):
        ours = [(fate, wanted) for when, fate, wanted in made if when == name and wanted]
        figures = analytics.count_day(scope, day)
        assert figures.carts == len(ours)
        assert figures.checkouts == sum(fate in ("checkout", "bought") for fate, _ in ours)
        assert figures.paid == sum(fate == "bought" for fate, _ in ours)
        # Yesterday's carts are abandoned today unless they were bought or are at the checkout.
        gone = ("left", "stays") if name == "before" else ("left",)
        assert figures.abandoned == sum(fate in gone for fate, _ in ours)
        worth = sum(item.product.price * count for _, wanted in ours for item, count in wanted.items())
        assert figures.value == (Decimal(worth) / len(ours)).quantize(Decimal("0.01"))
        units = Counter({item.product.title: 0 for item in (stall.boots, stall.socks)})
        for _, wanted in ours:
            units.update({item.product.title: count for item, count in wanted.items()})
        assert dict(analytics.most_added_products(scope, day)) == {
            title: count for title, count in units.items() if count
        }
        assert sum(analytics.count_carts_by_hour(analytics.additions(scope, day))) == len(ours)


def test_visitors_are_viewers_of_the_shops_products(stall):
    today = analytics.local_today()
    for viewer in ("v-a", "v-b", "v-a"):
        ProductView.objects.record(stall.boots.product, viewer)
    ProductView.objects.record(stall.socks.product, "v-a")
    ProductView.objects.record(cast.product(), "v-c")
    Visit.objects.record("a" * 32)
    assert analytics.count_visitors(Scope(stall.shop), today) == 2
    assert analytics.count_visitors(Scope(), today) == 1


def test_a_returning_shopper_counts_once_on_that_day(stall):
    cart = age(filled(cast.guest(), (stall.boots, 1)), 31)
    cart.add(stall.boots.pk)
    cart.add(stall.boots.pk)
    assert analytics.count_recovered(Scope(stall.shop), analytics.local_today()) == 1
    assert analytics.count_recovered(Scope(cast.shop()), analytics.local_today()) == 0


def test_abandoned_items_are_ranked_by_units(stall):
    age(filled(cast.guest(), (stall.boots, 2), (stall.socks, 5)), 31)
    age(filled(cast.guest(), (stall.boots, 1)), 31)
    filled(cast.guest(), (stall.boots, 9))
    assert analytics.most_abandoned_products(Scope(stall.shop)) == [("Socks", 5), ("Boots", 3)]


def test_reminders_their_links_and_purchases_are_counted(stall):
    carts = [filled(cast.guest(), (stall.boots, 1)) for _ in range(3)]
    for cart in carts:
        CartReminder.objects.create(cart=cart, step=1)
    CartReminder.objects.filter(cart=carts[0]).update(used_at=F("at"))
    Cart.objects.filter(pk=carts[0].pk).update(status="bought")
    CartReminder.objects.create(cart=filled(cast.guest(), (cast.item(), 1)), step=1)
    assert analytics.count_reminders(Scope(stall.shop)) == analytics.ReminderCounts(sent=3, used=1, bought=1)


def test_views_that_do_not_count_are_listed_with_their_reasons(stall, sam):
    for _ in range(3):
        RefusedView.objects.record(stall.boots.product, "bot")
    RefusedView.objects.record(stall.socks.product, "crowd")
    RefusedView.objects.record(cast.product(), "own")
    page = text(sam.get(f"{stall.url}numbers/"))
    assert "Bots that identify themselves 3" in page
    assert "Too many new visitors from one network 1" in page
    assert "Staff of the shop" not in page


def test_it_takes_as_many_queries_for_a_busy_day_as_for_a_quiet_one(stall, sam, fresh):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert sam.get(f"{stall.url}numbers/").status_code == 200
        return len(seen)

    sam.get(f"{stall.url}numbers/")
    few = queries()
    a_market_day(stall, random.Random(4))
    assert queries() == few


def test_analytics_are_computed_once_for_all_viewers_of_a_shop(stall, sam, eve, monkeypatch):
    asked, count = [], analytics._count_all

    def noted(scope):
        asked.append(scope)
        return count(scope)

    monkeypatch.setattr(analytics, "_count_all", noted)
    for browser in (sam, sam, signed_in(stall.shop.owner)):
        assert browser.get(f"{stall.url}numbers/").status_code == 200
    assert asked == [Scope(stall.shop)]
    eve.get(f"/desk/{eve.shop.slug}/carts/numbers/")
    assert asked == [Scope(stall.shop), Scope(eve.shop)]


def test_cached_analytics_cost_only_the_queries_for_the_user(stall, sam):
    sam.get(f"{stall.url}numbers/")
    with CaptureQueriesContext(connection) as seen:
        sam.get(f"{stall.url}numbers/", headers={"HX-Request": "true"})
    assert not [query["sql"] for query in seen if "carts_cartevent" in query["sql"]]


def test_it_is_counted_anew_after_some_seconds(stall, sam, monkeypatch):
    monkeypatch.setattr(analytics, "CACHE_SECONDS", 1)
    sam.get(f"{stall.url}numbers/")
    filled(cast.guest(), (stall.boots, 7))
    assert "Boots 7" not in text(sam.get(f"{stall.url}numbers/"))
    time.sleep(1.1)
    assert "Boots 7" in text(sam.get(f"{stall.url}numbers/"))


def test_changes_during_the_count_are_included_in_the_next(stall, sam, monkeypatch):
    count = analytics._count_all

    def slowly(scope):
        figures = count(scope)
        filled(cast.guest(), (stall.boots, 7))
        time.sleep(1.1)
        return figures

    monkeypatch.setattr(analytics, "CACHE_SECONDS", 1)
    with monkeypatch.context() as busy:
        busy.setattr(analytics, "_count_all", slowly)
        assert "Boots 7" not in text(sam.get(f"{stall.url}numbers/"))
    assert "Boots 7" in text(sam.get(f"{stall.url}numbers/"))


def test_an_open_page_follows(stall, sam, fresh):
    pushed_topics = assert_page_stays_current(
        sam, f"{stall.url}numbers/", lambda: filled(cast.guest(), (stall.boots, 1))
    )
    assert f"live-carts.{stall.shop.pk}" in pushed_topics
    assert CartEvent.objects.count() == 1
