"""Presence of people in rooms, kept in Redis. Several tabs of a person count once."""

import time
from typing import Any

from django.core.cache import cache as site_cache

cache: Any = site_cache
GONE_AFTER = 60
"""Seconds after the last signal of any page of a person; pages send one every 25 s."""
ROOMS = "presence:rooms"
SINCE = "shared:presence:since"


def record_presence(number: str, user_id: int) -> bool:
    """Record that a page of this person shows this room; True if they were absent before."""
    _mark_present(_room(number), str(user_id))
    return _mark_present(ROOMS, f"{number}:{user_id}")


def remove_expired_presence() -> bool:
    """Remove people without a recent signal; True if there were any."""

    def remove(redis: Any, key: str) -> bool:
        return bool(redis.zremrangebyscore(key, "-inf", _seconds(redis.time()) - GONE_AFTER))

    return bool(cache.run(ROOMS, remove, False))


def seconds_since_presence(number: str) -> dict[int, float]:
    """Return the seconds since the last signal by user id, for one room; empty while Redis is down."""
    return {int(member): age for member, age in _present_members(_room(number)).items()}


def is_presence_complete() -> bool:
    """Tell whether all open pages have had time to send a signal: False while Redis is down and right after.

    Without this check, people in rooms would count as absent until their next signal.
    """
    since = cache.get(SINCE)
    if since is None:
        cache.set(SINCE, time.time(), None)
        return False
    return bool(time.time() - since >= GONE_AFTER)


def people_by_room() -> dict[str, set[int]]:
    """Return the ids of the present people by trade number, for the whole site."""
    rooms: dict[str, set[int]] = {}
    for stamp in _present_members(ROOMS):
        number, _, user_id = stamp.partition(":")
        rooms.setdefault(number, set()).add(int(user_id))
    return rooms


def _room(number: str) -> str:
    return f"presence:{number}"


def _mark_present(name: str, member: str) -> bool:
    """Record a member as present now, by Redis' own clock; return whether anybody came, or their time was over."""

    def mark(redis: Any, key: str) -> bool:
        now = _seconds(redis.time())
        # The key lives longer than its members; otherwise nobody would find out that the last one is gone.
        pipeline = redis.pipeline().zremrangebyscore(key, "-inf", now - GONE_AFTER)
        gone, new, _ = pipeline.zadd(key, {member: now}).expire(key, 2 * GONE_AFTER).execute()
        return bool(gone or new)

    return bool(cache.run(name, mark, False))


def _present_members(name: str) -> dict[str, float]:
    """Return the present members with the seconds since their last signal; one trip to Redis."""

    def read(redis: Any, key: str) -> dict[str, float]:
        clock, found = redis.pipeline().time().zrange(key, 0, -1, withscores=True).execute()
        ages = {member.decode(): max(_seconds(clock) - at, 0.0) for member, at in found}
        return {member: age for member, age in ages.items() if age < GONE_AFTER}

    return dict(cache.run(name, read, {}))


def _seconds(time: tuple[int, int]) -> float:
    return time[0] + time[1] / 1e6
