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
    cache.mark_present(_room(number), str(user_id), GONE_AFTER)
    return bool(cache.mark_present(ROOMS, f"{number}:{user_id}", GONE_AFTER))


def remove_expired_presence() -> bool:
    """Remove people without a recent signal; True if there were any."""
    return bool(cache.remove_stale_members(ROOMS, GONE_AFTER))


def seconds_since_presence(number: str) -> dict[int, float]:
    """Return the seconds since the last signal by user id, for one room; empty while Redis is down."""
    return {int(member): age for member, age in cache.present_members(_room(number), GONE_AFTER).items()}


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
    for stamp in cache.present_members(ROOMS, GONE_AFTER):
        number, _, user_id = stamp.partition(":")
        rooms.setdefault(number, set()).add(int(user_id))
    return rooms


def _room(number: str) -> str:
    return f"presence:{number}"
