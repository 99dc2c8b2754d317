"""What sales and views do to open leaderboards."""

from collections.abc import Iterable
from datetime import date

from config import live
from leaderboard.board import Board
from leaderboard.measures import Measure
from leaderboard.periods import ALL_TIME, Period
from marketplace.signals import facts_changed, reacts_to


@reacts_to(facts_changed)
def tell_moved(kind: str, days: Iterable[date]) -> None:
    """Let the boards on which something was counted, or taken back, show it."""
    for period in {ALL_TIME, *(Period(day.year, day.month) for day in days)}:
        key = Board(Measure.parse(kind), period).key
        live.push(f"ranks.{key}")
        live.push(f"places.{key}")
