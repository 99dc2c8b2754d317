"""Daily sales and views for the charts of the seller dashboard."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format

from marketplace.models import ProductView, SaleFact

RANGES = (7, 30, 90)
"""The numbers of days that a chart can show."""


class Chart(NamedTuple):
    """The data of one chart for `_chart.html`."""

    key: str
    title: str
    head: list[str]
    rows: list[tuple[str, list[int]]]
    series: str


def read_charts(seller: int, days: int) -> list[Chart]:
    """Return the charts of a seller's sales and views in the last `days` days, today included."""
    first = timezone.localdate() - timedelta(days - 1)
    return [
        _build_chart("sold", "Units sold", "bar", first, days, units_by_day(seller, first)),
        _build_chart("views", "Viewers of products", "line", first, days, views_by_day(seller, first)),
    ]


def units_by_day(seller: int, first: date) -> dict[date, int]:
    """Return units sold by day since `first`. Refunds reduce the day of the sale, not the day of the refund."""
    since = timezone.make_aware(datetime(first.year, first.month, first.day))
    found = SaleFact.objects.filter(seller=seller, sold_at__gte=since).values_list(TruncDate("sold_at"))
    return dict(found.annotate(Sum("quantity")).order_by())


def views_by_day(seller: int, first: date) -> dict[date, int]:
    """Return views by day since `first`: one for each viewer and product, also those that leaderboards skip."""
    found = ProductView.objects.filter(seller=seller, day__gte=first).values_list("day")
    return dict(found.annotate(Count("pk")).order_by())


def _build_chart(key: str, title: str, series: str, first: date, days: int, numbers: Mapping[date, int]) -> Chart:
    dates = [first + timedelta(n) for n in range(days)]
    rows = [(date_format(day, "j M"), [numbers.get(day, 0)]) for day in dates]
    return Chart(key, f"{title}, {days} days", ["Day", title], rows, series)
