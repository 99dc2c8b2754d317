"""The recent toasts, rendered once for all visitors and kept in the cache."""

import secrets
from typing import NamedTuple

from django.core.cache import cache
from django.template.loader import render_to_string

from activity.models import PurchaseActivity
from activity.toast_cache import GENERATION, LATEST, SECONDS
from marketplace.accounts.visitors import Shopper


class Entry(NamedTuple):
    """A toast's HTML, with its buyer's ids; the ids never leave the server."""

    holder: str
    visitor: str
    html: str


class CachedList(NamedTuple):
    """The toasts as they were read, and the marker of the latest purchase at that time."""

    latest: str | None
    entries: list[Entry]


def toasts_for(shopper: Shopper) -> list[str]:
    """Return the HTML of recent toasts, newest first, without the shopper's own purchases; usually without a query."""
    entries = _current_entries()
    return [entry.html for entry in entries if shopper.holder != entry.holder and shopper.visitor != entry.visitor]


def _current_entries() -> list[Entry]:
    current = cache.get_many([GENERATION, LATEST])
    if GENERATION not in current:
        # Before the list is read: an opt-out in between starts another generation.
        cache.add(GENERATION, secrets.token_hex(8), timeout=None)
        current = cache.get_many([GENERATION, LATEST])
    if GENERATION not in current:
        return _read_entries()
    name, latest = f"activity:recent:{current[GENERATION]}", current.get(LATEST)
    cached = _cached_list(name)
    # Pages that get the old list miss nothing: the pushes of the last seconds are sent to them again.
    if cached is None or (cached.latest != latest and cache.add(f"{name}:reading", 1, timeout=1)):
        cached = CachedList(latest, _read_entries())
        cache.set(name, (cached.latest, [tuple(entry) for entry in cached.entries]), timeout=SECONDS)
    return cached.entries


def _cached_list(name: str) -> CachedList | None:
    stored = cache.get(name)
    if stored is None:
        return None
    latest, entries = stored
    return CachedList(latest, [Entry(*entry) for entry in entries])


def _read_entries() -> list[Entry]:
    return [
        Entry(
            found.order.holder,
            found.order.visitor,
            render_to_string("activity/_toast.html", {"activity": found.toast}),
        )
        for found in PurchaseActivity.objects.public_orders()
    ]
