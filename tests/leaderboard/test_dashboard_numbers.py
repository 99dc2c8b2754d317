"""The dashboard has the same counts as the leaderboards, and revenue minus refunds."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from leaderboard.board import Board
from leaderboard.earnings import count_products, read_earnings
from leaderboard.explanation import explain_rank
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME, this_month
from marketplace.models import ProductView
from tests import cast
from tests.leaderboard.dashboards import browser, now, shown
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
NONE = Decimal(0)


@pytest.fixture
def product():
    return cast.product(stock=20, price=Decimal("10.00"))


def test_earnings_are_payments_minus_refunds(product):
    kept, back = (cast.paid_order(cast.guest(), (product.items.get(), number)) for number in (3, 2))
    back.refund(back.lines.all(), by=None)
    earnings = now(product.shop.owner)
    assert (earnings.sold, earnings.earned, earnings.by_hand) == (3, Decimal("30.00"), NONE)
    assert kept.lines.get().amount == earnings.earned


def test_a_price_that_changed_since_changes_no_earnings(product):
    order = cast.paid_order(cast.guest(), (product.items.get(), 1))
    type(product).objects.update(price=Decimal("99.00"))
    assert now(product.shop.owner).earned == Decimal("10.00")
    order.refund(order.lines.all(), by=None)
    assert now(product.shop.owner).earned == 0


def test_manual_marks_and_estimates_are_distinguished(product):
    product.mark_sold()
    sale(product.shop.owner, 2, estimated=True)
    earnings = now(product.shop.owner)
    assert (earnings.sold, earnings.earned, earnings.by_hand, earnings.estimated) == (
        3,
        NONE,
        Decimal("10.00"),
        Decimal("20"),
    )
    product.undo_sold()
    assert now(product.shop.owner).by_hand == 0


def test_each_period_has_its_own_numbers(product):
    alice = product.shop.owner
    month = this_month()
    sale(alice, 4, datetime(month.before.year, month.before.month, 15, tzinfo=UTC))
    sale(alice, 1)
    earnings = read_earnings(alice.pk, month)
    assert [(each.period, each.sold) for each in earnings] == [(month, 1), (month.before, 4), (ALL_TIME, 5)]


def test_others_sales_and_views_are_not_in_it(product):
    other = cast.product()
    other.mark_sold()
    ProductView.objects.record(other, "v-1")
    earnings = now(product.shop.owner)
    assert (earnings.sold, earnings.views, earnings.by_hand) == (0, 0, NONE)


def test_dashboard_board_and_explanation_say_the_same(product):
    alice = product.shop.owner
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    for viewer in ("v-1", "v-2"):
        ProductView.objects.record(product, viewer)
    marked = cast.product(in_shop=product.shop)
    marked.mark_sold()
    earnings, month = now(alice), this_month()
    for metric, number in ((Metric.SALES, earnings.sold), (Metric.VIEWS, earnings.views)):
        why = explain_rank(Board(metric, month), alice.pk)
        assert why.row is not None
        assert number == why.row.number == why.total
    each = count_products(alice.pk, [product, marked], month)
    assert (sum(one.sold for one in each.values()), sum(one.views for one in each.values())) == (4, 2)


def test_the_page_shows_them(product):
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    ProductView.objects.record(product, "v-1")
    page = shown(browser(product.shop.owner), product.shop)
    assert "Sold this month 3" in page
    assert "Views this month 1" in page
    assert "Earned this month €30.00" in page
    assert "On sale now 1" in page
    assert "Orders to ship 1" in page
    assert "3 sold, 1 view this month" in page
