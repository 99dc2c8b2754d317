"""Hourly limits on the counted new visitors of one network, against scripts that discard their cookies.

An office, a mobile carrier or a school has one address for hundreds of people. A script without cookies also makes
many visitors from one address. Only the rate of new visitors differs, so it is compared with the past of the network:
per hour a network may bring `NETWORK_GROWTH` times as many as in its best hour of the week before, and always as many
as the setting of the budget allows. Views, toasts, visits and reminders have separate budgets.
"""

import time
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache

from config.live.limits import ip_block

HOUR, DAY = 3600, 86_400  # s
WEEK = 7  # days


class Budget(NamedTuple):
    """A kind of counted event, with the setting for its new visitors per network and hour."""

    name: str
    setting: str

    @property
    def floor(self) -> int:
        """Return the new visitors per hour allowed to any network."""
        return int(getattr(settings, self.setting))


VIEWS = Budget("views", "NEW_VIEWERS_PER_HOUR")
TOASTS = Budget("toasts", "NEW_TOAST_VISITORS_PER_HOUR")
VISITS = Budget("visits", "NEW_VISITORS_PER_HOUR")
REMINDERS = Budget("reminders", "NEW_REMINDERS_PER_HOUR")


def is_within_budget(budget: Budget, address: str | None, visitor: str) -> bool:
    """Return whether a visitor was counted within a day, or is new and within the hourly budget of the address.

    A visitor beyond the budget is not recorded, and may be counted in a later hour. True without Redis.
    """
    known = f"shared:newcomers:known:{budget.name}:{visitor}"
    if cache.get(known):
        return True
    if not _has_room(budget, ip_block(address)):
        return False
    cache.set(known, 1, DAY)
    return True


def _has_room(budget: Budget, network: str | None) -> bool:
    counters: Any = cache
    past, today = f"newcomers:past:{budget.name}:{network}", int(time.time() // DAY)
    new = counters.increment(f"newcomers:hour:{budget.name}:{network}", HOUR)
    if new > budget.floor and new > _best_hour(past, today) * settings.NETWORK_GROWTH:
        return False
    # Only counted visitors add to the past: a flood must not raise the limit for the next one.
    _record_hour(past, today, new)
    return True


def _best_hour(name: str, today: int) -> int:
    """Return the most new visitors in one hour of the days before today, 0 if none are known."""
    counters: Any = cache
    hours = counters.run(name, lambda redis, key: redis.zrange(key, 0, -1, withscores=True), [])
    return int(max((number for day, number in hours if today - WEEK <= int(day) < today), default=0))


def _record_hour(name: str, today: int, number: int) -> None:
    """Record the number for today, unless a higher one is recorded."""

    def record(redis: Any, key: str) -> None:
        redis.pipeline().zadd(key, {str(today): number}, gt=True).expire(key, DAY * (WEEK + 1)).execute()

    counters: Any = cache
    counters.run(name, record, None)
