"""Sales and views by day, as charts show them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format

from marketplace.models import ProductView, SaleFact

RANGES = (7, 30, 90)
"""How many days a chart may show."""


class Chart(NamedTuple):
    """What `_chart.html` draws."""

    key: str
    title: str
    head: list[str]
    rows: list[tuple[str, list[int]]]
    series: str


def charts(seller: int, days: int) -> list[Chart]:
    """Return what a seller sold and how many looked in so many days, today the last of them."""
    first = timezone.localdate() - timedelta(days - 1)
    return [
        _chart("sold", "Units sold", "bar", first, days, sold(seller, first)),
        _chart("views", "Viewers of products", "line", first, days, seen(seller, first)),
    ]


def sold(seller: int, first: date) -> dict[date, int]:
    """Return units sold by day since a day, less those of them that were taken back whenever."""
    since = timezone.make_aware(datetime(first.year, first.month, first.day))
    found = SaleFact.objects.filter(seller=seller, sold_at__gte=since).values_list(TruncDate("sold_at"))
    return dict(found.annotate(Sum("quantity")).order_by())


def seen(seller: int, first: date) -> dict[date, int]:
    """Return views by day since a day: one for each viewer and product, whether or not the boards count it."""
    found = ProductView.objects.filter(seller=seller, day__gte=first).values_list("day")
    return dict(found.annotate(Count("pk")).order_by())


def _chart(key: str, title: str, series: str, first: date, days: int, numbers: Mapping[date, int]) -> Chart:
    dates = [first + timedelta(n) for n in range(days)]
    rows = [(date_format(day, "j M"), [numbers.get(day, 0)]) for day in dates]
    return Chart(key, f"{title}, {days} days", ["Day", title], rows, series)
