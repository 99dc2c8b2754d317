"""A month begins at midnight of the site's time zone, also on days when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leaderboard import drift
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period, this_month
from marketplace.models import SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import counts, everywhere, sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
SECOND = timedelta(seconds=1)


@pytest.fixture
def alice():
    return cast.shop().owner


@pytest.mark.parametrize("place", ["UTC", "Africa/Nairobi", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_last_second_and_the_first_are_of_two_months(zone, alice, place):
    zone(place)
    midnight = datetime(2026, 2, 1, tzinfo=ZoneInfo(place))
    sale(alice, 1, midnight - SECOND)
    sale(alice, 2, midnight)
    assert everywhere(alice) == {"2026-01": (1, 0), "2026-02": (2, 0), "all": (3, 0)}


# Of that night in Havana the first hour comes twice, and both are November's.
TWICE = datetime(2026, 11, 1, 4, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_both_hours_of_a_night_that_has_one_twice_are_of_the_new_month(zone, alice):
    zone("America/Havana")
    assert {moment.astimezone(ZoneInfo("America/Havana")).hour for moment in TWICE} == {0}
    first, second = (sale(alice, 1, moment) for moment in TWICE)
    sale(alice, 4, TWICE[0] - timedelta(minutes=30, seconds=1))
    assert everywhere(alice) == {"2026-10": (4, 0), "2026-11": (2, 0), "all": (6, 0)}
    SaleFact.objects.filter(pk=second.pk).record_reversals()
    assert SellerMonth.objects.get(year=2026, month=11).newest_sale_at == first.sold_at
    assert drift.find_drift() == []


def test_a_month_in_which_the_clocks_go_forward_loses_nothing(zone, alice):
    zone("Europe/Lisbon")
    here = ZoneInfo("Europe/Lisbon")
    for day, hour in ((1, 0), (29, 0), (29, 2), (31, 23)):
        sale(alice, 1, datetime(2026, 3, day, hour, 30, tzinfo=here))
    sale(alice, 1, datetime(2026, 4, 1, tzinfo=here))
    assert (counts(alice, Period(2026, 3)), counts(alice, Period(2026, 4))) == ((4, 0), (1, 0))


def test_an_undo_in_the_next_month_lowers_the_month_of_the_sale(alice):
    sold = sale(alice, 2, datetime(2026, 9, 30, 23, 59, tzinfo=UTC))
    sale(alice, 1)
    SaleFact.objects.filter(pk=sold.pk).record_reversals()
    assert everywhere(alice) == {str(this_month()): (1, 0), "all": (1, 0)}


def test_a_new_month_begins_with_nothing_and_the_old_one_stays(alice):
    product = cast.product(in_shop=alice.shop)
    view(product, "v-1", date(2026, 8, 31))
    view(product, "v-1", date(2026, 9, 1))
    sale(alice, 3, datetime(2026, 8, 31, 12, tzinfo=UTC))
    assert everywhere(alice) == {"2026-08": (3, 1), "2026-09": (0, 1), "all": (3, 2)}


def test_it_is_the_month_of_the_sites_midnight(zone, settings):
    months = set()
    for place in ("Pacific/Kiritimati", "Etc/GMT+12"):
        zone(place)
        months.add(this_month() == Period(*datetime.now(ZoneInfo(place)).timetuple()[:2]))
    assert months == {True}


@pytest.mark.parametrize("text", ["2026-11", "all", "0001-01"])
def test_a_period_is_read_as_it_is_written(text):
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "ALL", "2026-11\n", "２０２６-11", "x" * 999]
)
def test_nothing_else_is_a_period(text):
    with pytest.raises(ValueError, match="a month like 2026-11, or all"):
        Period.parse(text)


def test_months_are_walked_back_over_the_turn_of_the_year():
    assert [str(one) for one in Period(2026, 2).back_to(Period(2025, 11))] == [
        "2026-02",
        "2026-01",
        "2025-12",
        "2025-11",
    ]
    assert Period(2026, 2).back_to(Period(2026, 3)) == []
    assert ALL_TIME.before == ALL_TIME
