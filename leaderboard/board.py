"""The boards: who leads, where a seller stands among them, and how far the next place is.

Equal counts have equal places, and the places after them are left out: 1, 2, 2, 4. Among equals whoever got there
first leads, which is the one whose newest fact that still stands is the oldest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, Subquery

from leaderboard.metrics import Measure
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
        return self._placed(self._in_order(self._rows())[:count], ahead=0, place=1)

    def around(self, seller: int, neighbours: int = NEIGHBOURS) -> list[Row]:
        """Return a seller's own row between its neighbours; nothing for one without a count."""
        own = self._rows().filter(seller=seller).first()
        if own is None:
            return []
        near = sorted([own, *self._near(own, neighbours)] if neighbours else [own], key=self._rank)
        at = near.index(own)
        shown = near[max(0, at - neighbours) : at + neighbours + 1]
        more, earlier = self._before(shown[0])
        return self._placed(shown, ahead=more + earlier, place=more + 1)

    def own(self, seller: int) -> Row | None:
        """Return a seller's row, None without a count."""
        return next(iter(self.around(seller, neighbours=0)), None)

    def gap(self, own: Row | None) -> Gap | None:
        """Return how many a seller is short of the next place; None at the top. Without a row, of the last place."""
        count = own.number if own else 0
        nearest = self._more_than(count).order_by(self.measure.counted).values(self.measure.counted)[:1]
        there = self._rows().filter(**{self.measure.counted: Subquery(nearest)})
        found = there.aggregate(count=Min(self.measure.counted), sellers=Count("*"))
        if found["count"] is None:
            return None
        place = own.place if own else 1 + self._rows().count()
        return Gap(place - found["sellers"], found["count"] - count)

    def _count(self, row: SellerMonth) -> int:
        return getattr(row, self.measure.counted)

    def _rank(self, row: SellerMonth) -> tuple[int, datetime, int]:
        return -self._count(row), getattr(row, self.measure.newest), row.seller_id

    def _rows(self) -> SellerMonthQuerySet:
        return SellerMonth.objects.of(self.period).filter(**{f"{self.measure.counted}__gt": 0})

    def _more_than(self, count: int) -> SellerMonthQuerySet:
        return self._rows().filter(**{f"{self.measure.counted}__gt": count})

    def _equal_to(self, count: int) -> SellerMonthQuerySet:
        return self._rows().filter(**{self.measure.counted: count})

    def _in_order(self, rows: SellerMonthQuerySet, *, backwards: bool = False) -> SellerMonthQuerySet:
        order = [f"-{self.measure.counted}", self.measure.newest, "seller_id"]
        return rows.order_by(*order).reverse() if backwards else rows.order_by(*order)

    def _near(self, own: SellerMonth, count: int) -> SellerMonthQuerySet:
        """Return so many rows before and after one, of its equals and of the others, in no order.

        Four looks at the index, each from its place on: no index begins at a choice between alternatives.
        """
        less = self._rows().filter(**{f"{self.measure.counted}__lt": self._count(own)})
        before = [self._beside(own, "lt"), self._more_than(self._count(own))]
        looks = [self._in_order(rows, backwards=True)[:count] for rows in before]
        looks += [self._in_order(rows)[:count] for rows in (self._beside(own, "gt"), less)]
        return looks[0].union(*looks[1:], all=True)

    def _beside(self, own: SellerMonth, side: str) -> SellerMonthQuerySet:
        """Return the equals of a row that come before it (`lt`) or after it (`gt`)."""
        # The bound says nothing that the side doesn't say, but it is where the index begins.
        bound = {f"{self.measure.newest}__{side}e": getattr(own, self.measure.newest)}
        return self._equal_to(self._count(own)).filter(self._side(own, side), **bound)

    def _side(self, own: SellerMonth, side: str) -> Q:
        newest, at = self.measure.newest, getattr(own, self.measure.newest)
        return Q(**{f"{newest}__{side}": at}) | Q(**{newest: at, f"seller_id__{side}": own.seller_id})

    def _before(self, own: SellerMonth) -> tuple[int, int]:
        """Return how many rows have more than this one, and how many of its equals come before it."""
        counted, count = self.measure.counted, self._count(own)
        found = (
            self._rows()
            .filter(**{f"{counted}__gte": count})
            .aggregate(
                more=Count("seller", filter=Q(**{f"{counted}__gt": count})),
                earlier=Count("seller", filter=Q(**{counted: count}) & self._side(own, "lt")),
            )
        )
        return found["more"], found["earlier"]

    def _placed(self, rows: Iterable[SellerMonth], ahead: int, place: int) -> list[Row]:
        """Return neighbouring rows with their places: `ahead` stand before the first, which has that `place`."""
        placed: list[Row] = []
        for position, row in enumerate(rows, ahead + 1):
            count = self._count(row)
            if placed and placed[-1].number != count:
                place = position
            placed.append(Row(place, row.seller_id, count, getattr(row, self.measure.newest)))
        return placed
