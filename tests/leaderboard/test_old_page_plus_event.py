"""An open leaderboard ends up equal to a fresh one after sales, views and refunds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leaderboard.periods import this_month
from marketplace.models import ProductView, SaleFact
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGE = "/leaderboard/panel/"


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    """Freeze the page's clock."""
    now = timezone.now()
    monkeypatch.setattr("leaderboard.board_rows.timezone.now", lambda: now)


@pytest.fixture
def product():
    return cast.product(stock=9)


def test_a_mark_by_hand_shows(client, product):
    assert assert_page_stays_current(client, PAGE, product.mark_sold) == {f"ranks.sales-{this_month()}"}


def test_an_undo_shows(client, product):
    product.mark_sold()
    assert assert_page_stays_current(client, PAGE, product.undo_sold)


def test_a_purchase_and_its_refund_show(client, product):
    orders = []

    def buy():
        orders.append(cast.paid_order(cast.guest(), (product.items.get(), 2)))

    assert assert_page_stays_current(client, PAGE, buy)
    assert assert_page_stays_current(client, PAGE, lambda: orders[0].refund(orders[0].lines.all(), by=None))


@pytest.mark.parametrize("period", ["", "&period=all"])
def test_a_view_shows(client, product, period):
    assert assert_page_stays_current(
        client, f"{PAGE}?by=views{period}", lambda: ProductView.objects.record(product, "v-1")
    )


def test_an_uncounted_view_is_not_pushed(client, product):
    ProductView.objects.record(product, "v-1")
    assert_no_push(client, f"{PAGE}?by=views", lambda: ProductView.objects.record(product, "v-1"))


def test_sales_and_views_are_pushed_to_their_own_boards_only(client, product):
    assert_no_push(client, f"{PAGE}?by=views", product.mark_sold)
    assert_no_push(client, PAGE, lambda: ProductView.objects.record(product, "v-1"))


def test_a_sale_of_today_is_not_pushed_to_a_past_month(client, product):
    assert_no_push(client, f"{PAGE}?period=2026-01", product.mark_sold)


def test_a_later_refund_is_pushed_to_the_month_of_its_sale(client, product):
    first, last = (sale(product.shop.owner, 2, datetime(2026, 1, day, 23, 59, tzinfo=UTC)) for day in (1, 31))
    assert first.sold_at < last.sold_at
    pushed = assert_page_stays_current(
        client, f"{PAGE}?period=2026-01", SaleFact.objects.filter(pk=last.pk).record_reversals
    )
    assert pushed == {"ranks.sales-2026-01"}


def test_a_sellers_own_rank_follows_sales_of_others(client, product):
    carol = cast.product(in_shop=cast.shop())
    sale(carol.shop.owner, 1, timezone.now() - timedelta(seconds=1))
    client.force_login(carol.shop.owner)
    cast.paid_order(cast.guest(), (product.items.get(), 1))
    pushed = assert_page_stays_current(client, PAGE, lambda: cast.paid_order(cast.guest(), (product.items.get(), 2)))
    assert pushed == {f"places.sales-{this_month()}"}, "whose own row is marked, the leaders are read anew for them"


def test_an_unpaid_order_is_not_pushed(client, product):
    assert_no_push(client, PAGE, lambda: cast.pending_order(cast.guest(), (product.items.get(), 1)))


def test_a_rolled_back_sale_is_not_pushed(product):
    from django.db import transaction

    def fail():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            product.mark_sold()
            _ = 1 / 0

    assert [topic for topic, _ in capture_pushes(fail) if topic.startswith(("ranks", "places"))] == []
