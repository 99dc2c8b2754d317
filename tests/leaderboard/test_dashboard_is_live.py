"""An open dashboard ends up equal to a fresh one after each event; events of other shops are not pushed to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leaderboard.periods import this_month
from marketplace.models import Product, ProductView, RefusedView, Shipment
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.leaderboard.dashboards import address, browser
from tests.leaderboard.sales_and_views import view
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product():
    return cast.product(stock=9)


@pytest.fixture
def alice(product):
    return browser(product.shop.owner)


def test_a_mark_and_its_undo_show(alice, product):
    own = f"dashboard.{product.shop_id}"
    assert own in assert_page_stays_current(alice, address(product.shop), product.mark_sold)
    assert own in assert_page_stays_current(alice, address(product.shop), product.undo_sold)


def test_a_purchase_its_parcel_and_its_refund_show(alice, product):
    orders = []

    def buy():
        orders.append(cast.paid_order(cast.guest(), (product.items.get(), 2)))

    def ship():
        Shipment.objects.send(orders[0], product.shop, by=product.shop.owner)

    for event in (buy, ship, lambda: orders[0].refund(orders[0].lines.all(), by=None)):
        assert assert_page_stays_current(alice, address(product.shop), event)


def test_the_last_unit_leaves_the_stall(alice, product):
    def buy():
        cast.paid_order(cast.guest(), (product.items.get(), 9))

    assert assert_page_stays_current(alice, address(product.shop), buy)


@pytest.mark.parametrize("part", ["numbers", "charts"])
def test_a_look_shows(alice, product, part):
    assert assert_page_stays_current(
        alice, address(product.shop, part), lambda: ProductView.objects.record(product, "v-1")
    )


def test_a_look_that_only_charts_count_shows_in_them(alice, product):
    today = timezone.localdate()
    # Another day of the same month.
    view(product, "v-1", today + timedelta(1 if today.day == 1 else -1))
    pushed = assert_page_stays_current(alice, address(product.shop), lambda: ProductView.objects.record(product, "v-1"))
    assert pushed == {f"dashboard.{product.shop_id}"}, "no board moves"


def test_a_look_that_is_refused_shows_with_its_reason(alice, product):
    pushed = assert_page_stays_current(
        alice, address(product.shop, "charts"), lambda: RefusedView.objects.record(product, "bot")
    )
    assert pushed == {f"dashboard.{product.shop_id}"}


def test_the_breakdown_follows_sales_and_views(alice, product):
    why, own = reverse("leaderboard:explain"), {f"dashboard.{product.shop_id}"}
    assert assert_page_stays_current(alice, why, product.mark_sold) == own
    by_views = f"{why}?by=views&period=all"
    assert assert_page_stays_current(alice, by_views, lambda: ProductView.objects.record(product, "v-1")) == own
    assert assert_page_stays_current(alice, by_views, lambda: RefusedView.objects.record(product, "bot")) == own
    assert_no_push(alice, by_views, lambda: RefusedView.objects.record(cast.product(), "bot"))


def test_published_and_unlisted_products_appear_and_disappear(alice, product):
    assert assert_page_stays_current(alice, address(product.shop), product.withdraw)
    assert assert_page_stays_current(alice, address(product.shop), Product.objects.get(pk=product.pk).publish)


def test_a_message_to_the_seller_shows(alice, product):
    bob = cast.person("Bob Buyer")
    trade = Trade.objects.offer(bob, product.items.get(), price=product.price - 5, quantity=1)
    alice.get(trade.get_absolute_url())  # the offer itself has been read
    assert assert_page_stays_current(alice, address(product.shop, "numbers"), lambda: trade.say(text="Hello", by=bob))


def test_a_close_race_is_pushed_when_others_sell(alice, product):
    other = cast.product()
    pushed = assert_page_stays_current(alice, address(product.shop, "race"), other.mark_sold)
    assert pushed == {f"places.sales-{this_month()}"}


@pytest.mark.parametrize("part", ["numbers", "charts"])
def test_events_of_other_shops_are_not_pushed_to_numbers_and_charts(alice, product, part):
    other = cast.product()
    assert_no_push(alice, address(product.shop, part), other.mark_sold)
    assert_no_push(alice, address(product.shop, part), lambda: ProductView.objects.record(other, "v-1"))


def test_a_nudge_says_nothing_but_look_again(product):
    sent = [message for topic, message in capture_pushes(product.mark_sold) if topic.startswith("dashboard.")]
    assert sent
    assert all('"nudge"' in message["frame"] and product.title not in message["frame"] for message in sent)
