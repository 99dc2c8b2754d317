"""Receivers of marketplace signals: push updates to open leaderboards and seller dashboards."""

from collections.abc import Iterable
from datetime import date

from leaderboard import topics
from leaderboard.board import Board
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME, Period
from marketplace.models import Shop
from marketplace.signals import product_changed, reacts_to, sales_or_views_changed


@reacts_to(sales_or_views_changed)
def push_boards(kind: str, days: Iterable[date], shops: Iterable[int]) -> None:
    """Push the leaderboards of months with changed sales or views, and of all time."""
    months = {Period(day.year, day.month) for day in days}
    for period in months and {ALL_TIME, *months}:
        key = Board(Metric.parse(kind), period).key
        topics.ranks.push(key)
        topics.places.push(key)


@reacts_to(sales_or_views_changed)
def push_dashboards(kind: str, days: Iterable[date], shops: Iterable[int]) -> None:
    """Push the dashboards of shops with new sales or views."""
    topics.dashboard.push_many(sorted(shops))


@reacts_to(product_changed)
def push_product_changes(product_ids: list[int]) -> None:
    """Push the dashboards of the shops of changed products."""
    for shop_id in Shop.objects.filter(products__in=product_ids).values_list("pk", flat=True).distinct():
        topics.dashboard.push(shop_id)
