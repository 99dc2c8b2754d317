"""The breakdown of a rank has sales, refunds and ignored views, and adds up to the number on the board."""

from datetime import UTC, datetime

import pytest

from leaderboard.board import Board
from leaderboard.explanation import explain_rank
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME, Period, this_month
from marketplace.models import ProductView, RefusedView, SaleFact
from marketplace.text.rules import squeeze_line
from tests import cast
from tests.activity.test_hostile_text_is_inert import HOSTILE, is_inert, read
from tests.leaderboard.sales_and_views import sale, view
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGE = "/leaderboard/explain/"


@pytest.fixture
def product():
    return cast.product(stock=20)


def breakdown(product, metric=Metric.SALES, period=None):
    why = explain_rank(Board(metric, period or this_month()), product.shop.owner_id)
    return {part.slug: part.number for part in why.counted}, {part.slug: part.number for part in why.ignored}, why


def test_units_refunds_marks_and_undos_add_up_to_the_board(product):
    orders = [cast.paid_order(cast.guest(), (product.items.get(), number)) for number in (3, 2)]
    orders[1].refund(orders[1].lines.all(), by=None)
    for undone in (True, False):
        other = cast.product(in_shop=product.shop)
        other.mark_sold()
        if undone:
            other.undo_sold()
    counted, _, why = breakdown(product)
    assert counted == {"bought": 5, "refunded": -2, "marked": 2, "undone": -1}
    assert why.row is not None
    assert why.total == why.row.number == 4


def test_estimated_sales_are_named_as_such(product):
    sale(product.shop.owner, 2, estimated=True)
    assert breakdown(product)[0] == {"estimated": 2}


def test_each_month_explains_its_own_sales(product, zone):
    zone("America/Havana")
    alice = product.shop.owner
    for quantity, moment in [(1, datetime(2026, 11, 1, 3, 59, tzinfo=UTC)), (2, datetime(2026, 11, 1, 4, tzinfo=UTC))]:
        sale(alice, quantity, moment)
    periods = {Period(2026, 10): 1, Period(2026, 11): 2, ALL_TIME: 3}
    for period, number in periods.items():
        why = breakdown(product, period=period)[2]
        assert why.row is not None
        assert (why.total, why.row.number) == (number, number)


def test_ignored_views_are_listed_with_their_reasons(product):
    ProductView.objects.record(product, "v-1")
    today = ProductView.objects.get().day
    view(product, "v-1", today.replace(day=2 if today.day == 1 else 1), is_first=False)
    for reason in ("own", "bot", "bot", "crowd"):
        RefusedView.objects.record(product, reason)
    RefusedView.objects.record(cast.product(), "no_cookie")
    counted, ignored, why = breakdown(product, Metric.VIEWS)
    assert counted == {"first": why.total} == {"first": 1}
    assert ignored == {"again": 1, "own": 1, "bot": 2, "crowd": 1}


def test_without_sales_and_views_the_breakdown_is_empty(product):
    assert breakdown(product)[:2] == breakdown(product, Metric.VIEWS)[:2] == ({}, {})


def test_the_page_shows_the_whole_breakdown(client, product):
    other = cast.shop()
    sale(other.owner, 9)
    _, back = (sale(product.shop.owner, number, product=product) for number in (4, 2))
    SaleFact.objects.filter(pk=back.pk).record_reversals()
    client.force_login(product.shop.owner)
    page = normalize_html(client.get(PAGE).text)
    assert "Why your rank is 2" in page
    assert "<strong>5 sales</strong> behind rank 1" in page
    assert page.count("not counted") == 1
    assert product.title in page
    assert "Every view was counted" in client.get(f"{PAGE}?by=views").text


def test_only_the_sellers_own_sales_and_views_are_shown(client, product):
    sale(product.shop.owner, 4, product=product)
    client.force_login(cast.shop().owner)
    page = client.get(f"{PAGE}?period=all").text
    assert "You have no rank yet" in page
    assert product.title not in page


@pytest.mark.parametrize("query", ["by=price", "period=x", "period=2999-12"])
def test_an_invalid_query_is_a_400_that_names_the_field(client, product, query):
    client.force_login(product.shop.owner)
    answer = client.get(f"{PAGE}?{query}")
    assert (answer.status_code, answer.text.split(":")[0]) == (400, query.split("=")[0])


def test_hostile_titles_are_only_text(client, product):
    for title in HOSTILE:
        made = cast.product(in_shop=product.shop, title=title)
        made.mark_sold()
        ProductView.objects.record(made, "v-1")
    client.force_login(product.shop.owner)
    for query in ("by=sales", "by=views"):
        seen = read(client.get(f"{PAGE}?{query}").text)
        assert is_inert(seen)
        assert [title for title in HOSTILE if squeeze_line(title) not in seen.text] == []


def test_many_sales_cost_no_more_questions(client, product, django_assert_max_num_queries):
    for _ in range(20):
        sale(product.shop.owner, 1, product=product)
    client.force_login(product.shop.owner)
    client.get(PAGE)
    with django_assert_max_num_queries(22):
        client.get(PAGE)
