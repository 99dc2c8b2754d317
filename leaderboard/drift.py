"""Where the cache says something else than the facts, and how that is mended.

Facts and cache are written in one transaction, so that one statement, which sees one moment of the database, can
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
"""How many sellers are mended in one transaction."""


class Counts(NamedTuple):
    """What a row says; zero and None where there is none."""

    items_sold: int
    views: int
    newest_sale_at: datetime | None
    newest_view_at: datetime | None


class Drift(NamedTuple):
    """A row of the cache that differs from the facts."""

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
def find(sellers: Sequence[int] | None = None) -> list[Drift]:
    """Return where cache and facts differ, of some sellers or of all, in the order in which `mend` goes."""
    with connection.cursor() as cursor:
        # Of a million facts this takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = '50s'")
        cursor.execute(_DRIFT, {"sellers": None if sellers is None else list(sellers)})
        return [
            Drift(Period(year, month), seller, Counts(*row[:4]), Counts(*row[4:]))
            for year, month, seller, *row in cursor
        ]


def mend(drifts: Iterable[Drift]) -> None:
    """Write what the facts say now over rows that differ from them; nobody is kept waiting for long."""
    for period, of_period in groupby(drifts, lambda drift: drift.period):
        sellers = [drift.seller for drift in of_period]
        for start in range(0, len(sellers), AT_ONCE):
            _mend(period, sellers[start : start + AT_ONCE])


@transaction.atomic
def _mend(period: Period, sellers: Sequence[int]) -> None:
    """Mend rows of one period: a transaction that holds several of a seller could deadlock with the triggers."""
    told: dict[str, Any] = {"year": period.year, "month": period.month, "sellers": list(sellers)}
    with connection.cursor() as cursor:
        for step in (_HOLD, _WRITE, _CLEAR):
            cursor.execute(step, told)


def repair() -> list[Drift]:
    """Let months begin where the settings say, mend what differs from the facts, and log it; return what differed."""
    SiteZone.objects.follow_settings()
    drifts = find()
    for drift in drifts[:AT_ONCE]:
        logger.error("The leaderboard drifted: %s", drift)
    if len(drifts) > AT_ONCE:
        logger.error("The leaderboard drifted in %s rows", len(drifts))
    mend(drifts)
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
_HOLD = """
INSERT INTO leaderboard_sellermonth (seller_id, year, month)
SELECT seller, %(year)s, %(month)s FROM unnest(%(sellers)s::bigint[]) seller ORDER BY seller
ON CONFLICT (seller_id, year, month) DO UPDATE SET updated_at = clock_timestamp()
"""
# A statement of its own: with the rows held it sees all that was counted into them.
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
