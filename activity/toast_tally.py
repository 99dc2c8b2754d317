"""The tally of shown and clicked toasts in Redis, until a task saves it. Lost while Redis is down."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache as site_cache

cache: Any = site_cache
TALLY = "activity:tally"
VISITOR_EVENTS = 2000
"""The limit of one visitor's counted events in `VISITOR_TIME`."""
VISITOR_TIME = timedelta(hours=48)


def add_new_events(visitor: str, events: list[str]) -> list[str]:
    """Record the events of a visitor, and return those that are new; none beyond the limit."""

    def add(redis: Any, key: str) -> list[str]:
        if redis.scard(key) + len(events) > VISITOR_EVENTS:
            return []
        pipeline = redis.pipeline()
        for event in events:
            pipeline.sadd(key, event)
        pipeline.expire(key, VISITOR_TIME)
        return [event for event, is_new in zip(events, pipeline.execute(), strict=False) if is_new]

    return list(cache.run(f"activity:told:{visitor}", add, []))


def add_to_tally(events: list[str]) -> None:
    """Count each event once more."""

    def add(redis: Any, key: str) -> None:
        pipeline = redis.pipeline()
        for event in events:
            pipeline.hincrby(key, event, 1)
        pipeline.execute()

    cache.run(TALLY, add, None)


def pop_tally() -> dict[str, int]:
    """Return the count of each event and reset the tally, in one step: each count goes to one caller only."""

    def pop(redis: Any, key: str) -> dict[str, int]:
        counts, _ = redis.pipeline().hgetall(key).delete(key).execute()
        return {event.decode(): int(count) for event, count in counts.items()}

    return dict(cache.run(TALLY, pop, {}))
