"""Expiry of trades: the sweep over overdue trades, and the push of their end to open pages."""

from typing import TYPE_CHECKING, Any, Self

from django.core.cache import cache as site_cache
from django.db import models, transaction
from django.db.models import F

from config import live
from marketplace import clock
from marketplace.clock import ClockTimestamp
from trading import topics
from trading.models.seat import Seat
from trading.models.trade_event import TradeEvent
from trading.rules import OPEN_STATUSES, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from marketplace.models import User
    from trading.models.trade import Trade

cache: Any = site_cache
BATCH = 500
"""Trades in one transaction of the sweep, and in one push."""
UNPUSHED = "shared:trades:expired-unpushed-since"
"""Cache key, set while a sweep runs: trades expired since this time may not have been pushed."""


def push_trades(trades: "Sequence[Any]") -> None:
    """Push changed trades to their rooms, the lists of their participants and the overview, each once, on commit."""
    people = {user_id for trade in trades for user_id in (trade.seller_id, trade.buyer_id) if user_id}
    changes: list[live.Change] = [(topics.trade, trade.number, trade.revision) for trade in trades]
    changes += [(topics.my_trades, user_id, None) for user_id in sorted(people)]
    if trades:
        live.push_many([*changes, (topics.all_trades, "", None)])


class ExpiryQuerySet(models.QuerySet["Trade"]):
    """Trades by deadline, judged by the clock of the database."""

    def open(self) -> Self:
        """Return trades that are not closed. Some may be overdue."""
        return self.filter(status__in=OPEN_STATUSES)

    def in_time(self) -> Self:
        """Return open trades with time left at this moment."""
        return self.open().filter(expires_at__gt=ClockTimestamp())

    def due(self) -> Self:
        """Return open trades past their deadline at this moment."""
        return self.open().filter(expires_at__lte=ClockTimestamp())

    # The sweep ----------------------------------------------------------------------------------------------------

    def expire_due(self, batch: int = BATCH) -> int:
        """Expire due trades in short transactions; return their number. Safe to run late, twice, or by two at once.

        A killed sweep may have expired trades without pushing them. The next sweep pushes those again.
        """
        unpushed = cache.get(UNPUSHED)
        if not unpushed and not self.due().exists():
            return 0
        if unpushed:
            self._push_again(unpushed)
        cache.set(UNPUSHED, unpushed or clock.read(), None)
        total = 0
        while expired := self._expire_batch(batch):
            total += expired
        if live.flush():
            cache.delete(UNPUSHED)
        return total

    @transaction.atomic
    def _expire_batch(self, batch: int) -> int:
        due = self.due().select_for_update(skip_locked=True, no_key=True).order_by("expires_at", "pk")
        return self.expire_locked(list(due.only("number", "revision", "seller", "buyer")[:batch]))

    def _push_again(self, since: "datetime") -> None:
        """Push all trades that expired since then, even if they were pushed before."""
        expired = self.filter(status=Status.EXPIRED, closed_at__gte=since).order_by("closed_at", "pk")
        found = list(expired.only("number", "revision", "seller", "buyer"))
        for start in range(0, len(found), BATCH):
            push_trades(found[start : start + BATCH])

    def expire_locked(self, trades: "list[Trade]", by: "User | None" = None) -> int:
        """Expire these locked, overdue trades, with one event each; return their number."""
        now = clock.read()
        ids = [trade.pk for trade in trades]
        self.model.objects.filter(pk__in=ids).update(status=Status.EXPIRED, closed_at=now, revision=F("revision") + 1)
        TradeEvent.objects.bulk_create(
            TradeEvent(trade_id=trade.pk, number=trade.revision + 1, kind=TradeEvent.Kind.EXPIRED, by=by, at=now)
            for trade in trades
        )
        Seat.objects.filter(trade__in=ids).record_unmailed(now)
        for trade in trades:
            trade.revision += 1
        push_trades(trades)
        return len(trades)
