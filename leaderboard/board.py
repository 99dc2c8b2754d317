"""The boards: who leads, where a seller stands among them, and how far the next place is.

Equal counts have equal places, and the places after them are left out: 1, 2, 2, 4. Among equals whoever got there
first leads, which is the one whose newest fact that still stands is the oldest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Min, Q

from leaderboard.measures import Measure
from leaderboard.models import SellerMonth, SellerMonthQuerySet
from leaderboard.periods import Period

TOP, NEIGHBOURS = 10, 2


class Row(NamedTuple):
    """One seller's place on a board; `seller` is the id of the account."""

    place: int
    seller: int
    number: int
    newest_at: datetime


class Gap(NamedTuple):
    """What is missing to the next place: so many more, and one stands there."""

    place: int
    missing: int


@dataclass(frozen=True)
class Board:
    """What sellers are ranked by, and of which time."""

    measure: Measure
    period: Period

    @property
    def key(self) -> str:
        """Return its name in topics: `sales-2026-11`, `views-all`."""
        return f"{self.measure.slug}-{self.period}"

    def top(self, count: int = TOP) -> list[Row]:
        """Return the leading rows."""
        return self._placed(self._in_order(self._rows())[:count], ahead=0)

    def around(self, seller: int, neighbours: int = NEIGHBOURS) -> list[Row]:
        """Return a seller's own row between its neighbours; nothing for one without a count."""
        own = self._rows().filter(seller=seller).first()
        if own is None:
            return []
        before = self._in_order(self._before(own), backwards=True)
        above = list(before[:neighbours])[::-1]
        below = self._in_order(self._after(own))[:neighbours]
        return self._placed([*above, own, *below], ahead=before.count() - len(above))

    def own(self, seller: int) -> Row | None:
        """Return a seller's row, None without a count."""
        return next(iter(self.around(seller, neighbours=0)), None)

    def gap(self, own: Row | None) -> Gap | None:
        """Return how many a seller is short of the next place; None at the top. Without a row, of the last place."""
        count = own.number if own else 0
        next_count = self._more_than(count).aggregate(next=Min(self.measure.counted))["next"]
        if next_count is None:
            return None
        return Gap(1 + self._more_than(next_count).count(), next_count - count)

    def _rows(self) -> SellerMonthQuerySet:
        return SellerMonth.objects.of(self.period).filter(**{f"{self.measure.counted}__gt": 0})

    def _more_than(self, count: int) -> SellerMonthQuerySet:
        return self._rows().filter(**{f"{self.measure.counted}__gt": count})

    def _in_order(self, rows: SellerMonthQuerySet, *, backwards: bool = False) -> SellerMonthQuerySet:
        order = [f"-{self.measure.counted}", self.measure.newest, "seller_id"]
        return rows.order_by(*order).reverse() if backwards else rows.order_by(*order)

    def _before(self, own: SellerMonth) -> SellerMonthQuerySet:
        return self._beside(own, counted="gt", newest="lt", seller="lt")

    def _after(self, own: SellerMonth) -> SellerMonthQuerySet:
        return self._beside(own, counted="lt", newest="gt", seller="gt")

    def _beside(self, own: SellerMonth, *, counted: str, newest: str, seller: str) -> SellerMonthQuerySet:
        count, at = getattr(own, self.measure.counted), getattr(own, self.measure.newest)
        equals = Q(**{self.measure.counted: count})
        same_time = equals & Q(**{self.measure.newest: at})
        # The bound says nothing that the alternatives don't say, but the index can only begin at a bound.
        return (
            self._rows()
            .filter(**{f"{self.measure.counted}__{counted}e": count})
            .filter(
                Q(**{f"{self.measure.counted}__{counted}": count})
                | equals & Q(**{f"{self.measure.newest}__{newest}": at})
                | same_time & Q(**{f"seller_id__{seller}": own.seller_id})
            )
        )

    def _placed(self, rows: Iterable[SellerMonth], ahead: int) -> list[Row]:
        """Return neighbouring rows with their places; `ahead` stand before the first."""
        placed: list[Row] = []
        for position, row in enumerate(rows, ahead + 1):
            count = getattr(row, self.measure.counted)
            if placed:
                place = placed[-1].place if placed[-1].number == count else position
            else:
                place = 1 + self._more_than(count).count() if ahead else 1
            placed.append(Row(place, row.seller_id, count, getattr(row, self.measure.newest)))
        return placed
