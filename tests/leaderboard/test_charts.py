"""Charts count a sale on its day in the site's time zone, and each viewer of a product once a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from leaderboard.charts import read_charts, units_by_day, views_by_day
from marketplace.models import ProductView, SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product():
    return cast.product(stock=9)


def test_a_sale_belongs_to_the_day_it_was_at_the_site(product, zone):
    zone("America/Havana")
    # Clocks go back at one in the morning of the first of November: the day has twenty-five hours.
    for moment in (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), datetime(2026, 11, 2, 4, 59, tzinfo=UTC)):
        sale(product.shop.owner, 1, moment)
    with timezone.override("America/Havana"):
        assert units_by_day(product.shop.owner_id, date(2026, 10, 31)) == {date(2026, 10, 31): 1, date(2026, 11, 1): 1}
        assert units_by_day(product.shop.owner_id, date(2026, 11, 1)) == {date(2026, 11, 1): 1}


def test_a_later_refund_counts_on_the_day_of_the_sale(product):
    then = timezone.now() - timedelta(days=5)
    fact = sale(product.shop.owner, 3, then)
    SaleFact.objects.filter(pk=fact.pk).record_reversals()
    assert set(units_by_day(product.shop.owner_id, timezone.localdate(then)).values()) == {0}


def test_a_viewer_counts_once_a_day_whatever_the_boards_count(product):
    today = timezone.localdate()
    for day in (today - timedelta(1), today):
        view(product, "v-1", day, is_first=day != today)
    assert views_by_day(product.shop.owner_id, today - timedelta(1)) == {today - timedelta(1): 1, today: 1}


@pytest.mark.parametrize("days", [7, 30, 90])
def test_every_day_has_its_row_and_today_is_the_last(product, days):
    sale(product.shop.owner, 2)
    ProductView.objects.record(product, "v-1")
    units, viewers = read_charts(product.shop.owner_id, days)
    assert len(units.rows) == len(viewers.rows) == days
    assert (units.rows[-1][1], viewers.rows[-1][1]) == ([2], [1])
    assert sum(numbers[0] for _, numbers in units.rows) == 2


def test_others_are_not_in_it(product):
    sale(cast.shop().owner, 2)
    assert [sum(numbers[0] for _, numbers in chart.rows) for chart in read_charts(product.shop.owner_id, 7)] == [0, 0]
