"""Leaderboards: the top sellers, a seller's own rank, and the distance to the next rank.

Equal counts share a rank, and the ranks after them are skipped: 1, 2, 2, 4. Among sellers with equal counts the one
who reached the count first is listed first. That is the seller whose newest counted event is the oldest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, Subquery

from leaderboard.metrics import Metric
from leaderboard.models import SellerMonth, SellerMonthQuerySet
from leaderboard.periods import Period

TOP, NEIGHBOURS = 10, 2


class Row(NamedTuple):
    """One seller's rank on a board; `seller` is the id of the account."""

    rank: int
    seller: int
    number: int
    newest_at: datetime


class Gap(NamedTuple):
    """The next rank above a seller, and the number of sales or views missing to share it."""

    rank: int
    missing: int


@dataclass(frozen=True)
class Board:
    """The sellers ranked by one metric in one period."""

    metric: Metric
    period: Period

    @property
    def key(self) -> str:
        """Return the key in live topics: `sales-2026-11`, `views-all`."""
        return f"{self.metric.slug}-{self.period}"

    def top(self, count: int = TOP) -> list[Row]:
        """Return the rows of the top sellers."""
        return self._rank_rows(self._in_order(self._rows())[:count], ahead=0, rank=1)

    def around(self, seller: int, neighbours: int = NEIGHBOURS) -> list[Row]:
        """Return a seller's own row between its neighbours; an empty list for a seller without a count."""
        own = self._rows().filter(seller=seller).first()
        if own is None:
            return []
        near = sorted([own, *self._near(own, neighbours)] if neighbours else [own], key=self._sort_key)
        at = near.index(own)
        shown = near[max(0, at - neighbours) : at + neighbours + 1]
        more, earlier = self._before(shown[0])
        return self._rank_rows(shown, ahead=more + earlier, rank=more + 1)

    def own(self, seller: int) -> Row | None:
        """Return a seller's row, or None for a seller without a count."""
        return next(iter(self.around(seller, neighbours=0)), None)

    def gap(self, own: Row | None) -> Gap | None:
        """Return the distance to the next rank, None at the top. Without a row: to the last rank."""
        count = own.number if own else 0
        nearest = self._more_than(count).order_by(self.metric.count_field).values(self.metric.count_field)[:1]
        next_up = self._rows().filter(**{self.metric.count_field: Subquery(nearest)})
        found = next_up.aggregate(count=Min(self.metric.count_field), sellers=Count("*"))
        if found["count"] is None:
            return None
        rank = own.rank if own else 1 + self._rows().count()
        return Gap(rank - found["sellers"], found["count"] - count)

    def _count(self, row: SellerMonth) -> int:
        return getattr(row, self.metric.count_field)

    def _sort_key(self, row: SellerMonth) -> tuple[int, datetime, int]:
        return -self._count(row), getattr(row, self.metric.newest_field), row.seller_id

    def _rows(self) -> SellerMonthQuerySet:
        return SellerMonth.objects.of(self.period).filter(**{f"{self.metric.count_field}__gt": 0})

    def _more_than(self, count: int) -> SellerMonthQuerySet:
        return self._rows().filter(**{f"{self.metric.count_field}__gt": count})

    def _equal_to(self, count: int) -> SellerMonthQuerySet:
        return self._rows().filter(**{self.metric.count_field: count})

    def _in_order(self, rows: SellerMonthQuerySet, *, backwards: bool = False) -> SellerMonthQuerySet:
        order = [f"-{self.metric.count_field}", self.metric.newest_field, "seller_id"]
        return rows.order_by(*order).reverse() if backwards else rows.order_by(*order)

    def _near(self, own: SellerMonth, count: int) -> SellerMonthQuerySet:
        """Return up to `count` rows before and after `own`, both among its equals and among the others, unordered.

        Four queries joined by UNION ALL, because an index scan cannot start at a condition with OR.
        """
        less = self._rows().filter(**{f"{self.metric.count_field}__lt": self._count(own)})
        before = [self._beside(own, "lt"), self._more_than(self._count(own))]
        queries = [self._in_order(rows, backwards=True)[:count] for rows in before]
        queries += [self._in_order(rows)[:count] for rows in (self._beside(own, "gt"), less)]
        return queries[0].union(*queries[1:], all=True)

    def _beside(self, own: SellerMonth, side: str) -> SellerMonthQuerySet:
        """Return rows with the same count that come before `own` (`lt`) or after it (`gt`)."""
        # The bound is redundant, but it lets Postgres start the index scan there.
        bound = {f"{self.metric.newest_field}__{side}e": getattr(own, self.metric.newest_field)}
        return self._equal_to(self._count(own)).filter(self._side(own, side), **bound)

    def _side(self, own: SellerMonth, side: str) -> Q:
        newest, at = self.metric.newest_field, getattr(own, self.metric.newest_field)
        return Q(**{f"{newest}__{side}": at}) | Q(**{newest: at, f"seller_id__{side}": own.seller_id})

    def _before(self, own: SellerMonth) -> tuple[int, int]:
        """Return the number of rows with a higher count, and of rows with the same count that come earlier."""
        field, count = self.metric.count_field, self._count(own)
        more = Count("seller", filter=Q(**{f"{field}__gt": count}))
        earlier = Count("seller", filter=Q(**{field: count}) & self._side(own, "lt"))
        found = self._rows().filter(**{f"{field}__gte": count}).aggregate(more=more, earlier=earlier)
        return found["more"], found["earlier"]

    def _rank_rows(self, rows: Iterable[SellerMonth], ahead: int, rank: int) -> list[Row]:
        """Return adjacent rows with their ranks; the first has rank `rank`, and `ahead` rows come before it."""
        ranked: list[Row] = []
        for position, row in enumerate(rows, ahead + 1):
            count = self._count(row)
            if ranked and ranked[-1].number != count:
                rank = position
            ranked.append(Row(rank, row.seller_id, count, getattr(row, self.metric.newest_field)))
        return ranked
