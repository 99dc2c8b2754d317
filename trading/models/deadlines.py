"""Trades that run out of time, and the sweep that writes it down and has everybody told."""

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
"""Trades of one transaction of the sweep, and of one message that tells of them."""
UNTOLD = "shared:trades:expired-untold-since"
"""Kept while a sweep is at work: since when there may be trades whose end nobody was told of."""


def push_trades(trades: "Sequence[Any]") -> None:
    """Let rooms, lists of those who sit there and the dashboard read again, each once, when this is committed."""
    people = {user_id for trade in trades for user_id in (trade.seller_id, trade.buyer_id) if user_id}
    changes: list[live.Change] = [(topics.trade, trade.number, trade.revision) for trade in trades]
    changes += [(topics.my_trades, user_id, None) for user_id in sorted(people)]
    if trades:
        live.push_many([*changes, (topics.all_trades, "", None)])


class Deadlines(models.QuerySet["Trade"]):
    """Trades by their time, judged by the database's clock."""

    def open(self) -> Self:
        """Return those that have not found their end, though the time of some may be over."""
        return self.filter(status__in=OPEN_STATUSES)

    def in_time(self) -> Self:
        """Return those whose deadline is not past at this very moment."""
        return self.open().filter(expires_at__gt=ClockTimestamp())

    def due(self) -> Self:
        """Return open trades whose deadline is past at this very moment."""
        return self.open().filter(expires_at__lte=ClockTimestamp())

    # The sweep ----------------------------------------------------------------------------------------------------

    def expire_due(self, batch: int = BATCH) -> int:
        """Expire what is due, in short transactions; returns how many. Safe to run late, twice, or by two at once.

        What a sweep that was killed wrote down and told nobody, the next one tells.
        """
        untold = cache.get(UNTOLD)
        if not untold and not self.due().exists():
            return 0
        if untold:
            self._tell_again(untold)
        cache.set(UNTOLD, untold or clock.read(), None)
        total = 0
        while expired := self._expire_batch(batch):
            total += expired
        if live.flush():
            cache.delete(UNTOLD)
        return total

    @transaction.atomic
    def _expire_batch(self, batch: int) -> int:
        due = self.due().select_for_update(skip_locked=True, no_key=True).order_by("expires_at", "pk")
        return self.expire_locked(list(due.only("number", "revision", "seller", "buyer")[:batch]))

    def _tell_again(self, since: "datetime") -> None:
        """Tell of all that expired since, however often it was told."""
        expired = self.filter(status=Status.EXPIRED, closed_at__gte=since).order_by("closed_at", "pk")
        found = list(expired.only("number", "revision", "seller", "buyer"))
        for start in range(0, len(found), BATCH):
            push_trades(found[start : start + BATCH])

    def expire_locked(self, trades: "list[Trade]", by: "User | None" = None) -> int:
        """End these trades, locked and found to be due, with one line each in their timelines; returns how many."""
        now = clock.read()
        ids = [trade.pk for trade in trades]
        self.model.objects.filter(pk__in=ids).update(status=Status.EXPIRED, closed_at=now, revision=F("revision") + 1)
        TradeEvent.objects.bulk_create(
            TradeEvent(trade_id=trade.pk, number=trade.revision + 1, kind=TradeEvent.Kind.EXPIRED, by=by, at=now)
            for trade in trades
        )
        Seat.objects.filter(trade__in=ids).note_news(now)
        for trade in trades:
            trade.revision += 1
        push_trades(trades)
        return len(trades)
