"""Finds and repairs differences between the counts in `SellerMonth` and the facts they come from.

Facts and counts are written in one transaction. A single statement sees one snapshot of the database, so it can
compare them while the site sells.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction

from leaderboard.models import SiteZone
from leaderboard.periods import Period

logger = logging.getLogger(__name__)
AT_ONCE = 500
"""The number of sellers repaired in one transaction."""


class Counts(NamedTuple):
    """The counts of a row; zeros and None without a row."""

    items_sold: int
    views: int
    newest_sale_at: datetime | None
    newest_view_at: datetime | None


class Drift(NamedTuple):
    """A row with a difference between its counts (`kept`) and a recount of the facts (`counted`)."""

    period: Period
    seller: int
    kept: Counts
    counted: Counts

    def __str__(self) -> str:
        return (
            f"seller {self.seller}, {self.period}: {self.kept.items_sold} sold and {self.kept.views} views are kept, "
            f"the facts say {self.counted.items_sold} and {self.counted.views}"
        )


@transaction.atomic
def find_drift(sellers: Sequence[int] | None = None) -> list[Drift]:
    """Return the rows that differ from the facts, of `sellers` or of all, in the order `mend_drift` needs."""
    with connection.cursor() as cursor:
        # A recount of a million facts takes longer than the limit for pages.
        cursor.execute("SET LOCAL statement_timeout = '50s'")
        cursor.execute(_DRIFT, {"sellers": None if sellers is None else list(sellers)})
        return [
            Drift(Period(year, month), seller, Counts(*row[:4]), Counts(*row[4:]))
            for year, month, seller, *row in cursor
        ]


def mend_drift(drifts: Iterable[Drift]) -> None:
    """Overwrite rows with a recount of the facts, in short transactions."""
    for period, of_period in groupby(drifts, lambda drift: drift.period):
        sellers = [drift.seller for drift in of_period]
        for start in range(0, len(sellers), AT_ONCE):
            _mend_period(period, sellers[start : start + AT_ONCE])


@transaction.atomic
def _mend_period(period: Period, sellers: Sequence[int]) -> None:
    """Overwrite rows of one period: a transaction with several rows of a seller could deadlock with the triggers."""
    parameters: dict[str, Any] = {"year": period.year, "month": period.month, "sellers": list(sellers)}
    with connection.cursor() as cursor:
        for step in (_LOCK, _WRITE, _CLEAR):
            cursor.execute(step, parameters)


def repair_leaderboard() -> list[Drift]:
    """Apply `TIME_ZONE`, log and repair rows that differ from the facts, and return them."""
    SiteZone.objects.follow_settings()
    drifts = find_drift()
    for drift in drifts[:AT_ONCE]:
        logger.error("The leaderboard drifted: %s", drift)
    if len(drifts) > AT_ONCE:
        logger.error("The leaderboard drifted in %s rows", len(drifts))
    mend_drift(drifts)
    return drifts


_DRIFT = """
SELECT year, month, seller_id,
       coalesce(kept.items_sold, 0), coalesce(kept.views, 0), kept.newest_sale_at, kept.newest_view_at,
       coalesce(counted.items_sold, 0), coalesce(counted.views, 0), counted.newest_sale_at, counted.newest_view_at
FROM (SELECT * FROM leaderboard_sellermonth WHERE %(sellers)s::bigint[] IS NULL OR seller_id = ANY(%(sellers)s)) kept
FULL JOIN (SELECT * FROM leaderboard_recount WHERE %(sellers)s::bigint[] IS NULL OR seller_id = ANY(%(sellers)s))
    counted USING (year, month, seller_id)
WHERE (kept.items_sold, kept.views, kept.newest_sale_at, kept.newest_view_at)
      IS DISTINCT FROM (counted.items_sold, counted.views, counted.newest_sale_at, counted.newest_view_at)
ORDER BY year, month, seller_id
"""
_LOCK = """
INSERT INTO leaderboard_sellermonth (seller_id, year, month)
SELECT seller, %(year)s, %(month)s FROM unnest(%(sellers)s::bigint[]) seller ORDER BY seller
ON CONFLICT (seller_id, year, month) DO UPDATE SET updated_at = clock_timestamp()
"""
# A separate statement: its snapshot is taken after the rows are locked, so it sees every fact counted into them.
_WRITE = """
UPDATE leaderboard_sellermonth kept SET
    items_sold = coalesce(counted.items_sold, 0), views = coalesce(counted.views, 0),
    newest_sale_at = counted.newest_sale_at, newest_view_at = counted.newest_view_at
FROM unnest(%(sellers)s::bigint[]) seller
LEFT JOIN (SELECT * FROM leaderboard_recount
           WHERE seller_id = ANY(%(sellers)s) AND year = %(year)s AND month = %(month)s) counted ON seller_id = seller
WHERE kept.seller_id = seller AND kept.year = %(year)s AND kept.month = %(month)s
"""
_CLEAR = """
DELETE FROM leaderboard_sellermonth
WHERE seller_id = ANY(%(sellers)s) AND year = %(year)s AND month = %(month)s AND items_sold = 0 AND views = 0
"""
