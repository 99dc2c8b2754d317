"""What sales and views do to open leaderboards, and to the desks of the shops they belong to."""

from collections.abc import Iterable
from datetime import date

from leaderboard import topics
from leaderboard.board import Board
from leaderboard.metrics import Measure
from leaderboard.periods import ALL_TIME, Period
from marketplace.models import Shop
from marketplace.signals import facts_changed, product_changed, reacts_to


@reacts_to(facts_changed)
def tell_moved(kind: str, days: Iterable[date], shops: Iterable[int]) -> None:
    """Let the boards on which something was counted, or taken back, show it."""
    months = {Period(day.year, day.month) for day in days}
    for period in months and {ALL_TIME, *months}:
        key = Board(Measure.parse(kind), period).key
        topics.ranks.push(key)
        topics.places.push(key)


@reacts_to(facts_changed)
def tell_counted(kind: str, days: Iterable[date], shops: Iterable[int]) -> None:
    """Let the dashboards of shops show what they sold and who looked."""
    topics.dashboard.push_many(sorted(shops))


@reacts_to(product_changed)
def tell_listings(product_ids: list[int]) -> None:
    """Let the dashboards of shops show what happened to their listings."""
    for shop_id in Shop.objects.filter(products__in=product_ids).values_list("pk", flat=True).distinct():
        topics.dashboard.push(shop_id)
