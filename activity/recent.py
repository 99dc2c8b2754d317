"""The recent toasts, rendered once for all visitors and kept in the cache."""

import secrets
from typing import NamedTuple

from django.core.cache import cache
from django.template.loader import render_to_string

from marketplace.visitors import Shopper

SECONDS = 10
"""How long a list lies in the cache at most."""
GENERATION = "activity:generation"


class Entry(NamedTuple):
    """A toast's HTML, and whose purchase it was: that stays in the house."""

    holder: str
    visitor: str
    html: str


def renew() -> None:
    """Begin a new generation of the list, after something changed.

    A list is kept under the name of the generation that was current before it was read. A reader that came before
    an opt-out and stores its list after it stores it where nobody looks any more.
    """
    cache.set(GENERATION, secrets.token_hex(8), timeout=None)


def toasts_for(shopper: Shopper) -> list[str]:
    """Return the HTML of recent toasts, newest first, without the shopper's own purchases; usually no query."""
    return [entry.html for entry in _entries() if shopper.holder != entry.holder and shopper.visitor != entry.visitor]


def _entries() -> list[Entry]:
    generation = cache.get(GENERATION)
    if generation is None:
        renew()
        return _read()
    name = f"activity:recent:{generation}"
    entries: list[Entry] | None = cache.get(name)
    if entries is None:
        entries = _read()
        cache.set(name, entries, timeout=SECONDS)
    return entries


def _read() -> list[Entry]:
    from activity.models import PurchaseActivity

    return [
        Entry(
            activity.order.holder,
            activity.order.visitor,
            render_to_string("activity/_toast.html", {"activity": activity.toast}),
        )
        for activity in PurchaseActivity.objects.recent()
    ]
