"""The page of numbers, counted once for all who look at the same desk: the numbers themselves are in `numbers`."""

import time
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from carts.desk import analytics
from carts.desk.scope import Scope

_KINDS: dict[str, Any] = {"now": analytics.Day, "before": analytics.Day, "reminders": analytics.Reminders}
SECONDS = 3
"""For how long a desk's figures are told again; pages that follow read once more after that, so that none stays old."""


def counted(scope: Scope) -> dict[str, Any]:
    """Return what a desk's page of numbers shows, at most `SECONDS` old; counted anew where the cache is away.

    They are as old as the beginning of their counting: what happens meanwhile is not among them.
    """
    name, now = f"carts:numbers:{scope.key}", time.time()
    kept: tuple[float, dict[str, Any]] | None = cache.get(name)
    if kept and now - kept[0] < SECONDS:
        return _shown(kept[1] | {part: kind(**kept[1][part]) for part, kind in _KINDS.items()})
    told = _count(scope)
    # The cache keeps plain data only.
    cache.set(name, (now, told | {part: asdict(told[part]) for part in _KINDS}), timeout=SECONDS)
    return _shown(told)


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"until": datetime.fromisoformat(told["until"])}


def _count(scope: Scope) -> dict[str, Any]:
    at = analytics.local_now()
    # What is compared has had as many hours: a day so far is no match for a whole one.
    day, until = at.date(), at.time()
    now, before = analytics.day_of(scope, day), analytics.day_of(scope, day - timedelta(days=1), until)
    return {
        "until": at.isoformat(),
        "now": now,
        "before": before,
        "charts": analytics.charts(scope, day, now, before),
        "reminders": analytics.reminders(scope),
        "not_counted": analytics.not_counted(scope),
    }
