"""Who is in a room: people, not tabs, kept in Redis for as long as their pages say so."""

import time
from typing import Any

from django.core.cache import cache as site_cache

cache: Any = site_cache
GONE_AFTER = 60
"""Seconds after the last sign of life of any of a person's pages; pages give one every 25 s."""
ROOMS = "presence:rooms"
SINCE = "shared:presence:since"


def record_presence(number: str, user_id: int) -> bool:
    """Take note that a page of this person shows this room now; True if that changes who is where on the site."""
    cache.stamp(_room(number), str(user_id), GONE_AFTER)
    return bool(cache.stamp(ROOMS, f"{number}:{user_id}", GONE_AFTER))


def remove_expired_presence() -> bool:
    """Forget those without a sign of life; True if there were any since this was asked last."""
    return bool(cache.forget_stamps(ROOMS, GONE_AFTER))


def seconds_since_presence(number: str) -> dict[int, float]:
    """Return who is in a room, by id, with the seconds since the last sign of life; nobody while Redis is away."""
    return {int(member): age for member, age in cache.stamped(_room(number), GONE_AFTER).items()}


def is_presence_complete() -> bool:
    """Tell whether pages had the time to say where people are: not while Redis is away, nor right after it came back.

    Whoever is in a room would else count as absent until the next sign of life.
    """
    since = cache.get(SINCE)
    if since is None:
        cache.set(SINCE, time.time(), None)
        return False
    return bool(time.time() - since >= GONE_AFTER)


def people_by_room() -> dict[str, set[int]]:
    """Return who is in which room, over the whole site."""
    rooms: dict[str, set[int]] = {}
    for stamp in cache.stamped(ROOMS, GONE_AFTER):
        number, _, user_id = stamp.partition(":")
        rooms.setdefault(number, set()).add(int(user_id))
    return rooms


def _room(number: str) -> str:
    return f"presence:{number}"
