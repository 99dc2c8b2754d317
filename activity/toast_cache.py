"""The recent toasts, rendered once for all visitors and kept in the cache."""

import secrets
from typing import NamedTuple

from django.core.cache import cache
from django.template.loader import render_to_string

from marketplace.accounts.visitors import Shopper

SECONDS = 1
"""How long a list lies in the cache at most: less than `LIVE_SLACK_SECONDS`, of which an opening page is told again.

So a list that outlived its generation, because the cache was away as something was taken back, is put right by what
the page hears before it shows anything.
"""
GENERATION = "shared:activity:generation"
LATEST = "shared:activity:latest"


class Entry(NamedTuple):
    """A toast's HTML, and whose purchase it was: that stays in the house."""

    holder: str
    visitor: str
    html: str


class Listed(NamedTuple):
    """The list as it was read, and after which purchase."""

    latest: str | None
    entries: list[Entry]


def renew() -> None:
    """Begin a new generation of the list, after something was taken back.

    A list is kept under the name of the generation that was current before it was read. A reader that came before
    an opt-out and stores its list after it stores it where nobody looks any more.
    """
    cache.set(GENERATION, secrets.token_hex(8), timeout=None)


def note_purchase() -> None:
    """Have the list read anew because of a purchase: at once, but however many there are, once a second."""
    cache.set(LATEST, secrets.token_hex(8), timeout=None)


def toasts_for(shopper: Shopper) -> list[str]:
    """Return the HTML of recent toasts, newest first, without the shopper's own purchases; usually no query."""
    return [entry.html for entry in _entries() if shopper.holder != entry.holder and shopper.visitor != entry.visitor]


def _entries() -> list[Entry]:
    current = cache.get_many([GENERATION, LATEST])
    if GENERATION not in current:
        # Before the list is read: whoever opts out meanwhile begins another.
        cache.add(GENERATION, secrets.token_hex(8), timeout=None)
        current = cache.get_many([GENERATION, LATEST])
    if GENERATION not in current:
        return _read()
    name, latest = f"activity:recent:{current[GENERATION]}", current.get(LATEST)
    listed = _kept(name)
    # Pages that make do with the old list lose nothing: what was pushed in the last seconds is sent to them again.
    if listed is None or (listed.latest != latest and cache.add(f"{name}:reading", 1, timeout=1)):
        listed = Listed(latest, _read())
        cache.set(name, (listed.latest, [tuple(entry) for entry in listed.entries]), timeout=SECONDS)
    return listed.entries


def _kept(name: str) -> Listed | None:
    kept = cache.get(name)
    if kept is None:
        return None
    latest, entries = kept
    return Listed(latest, [Entry(*entry) for entry in entries])


def _read() -> list[Entry]:
    from activity.models import PurchaseActivity

    return [
        Entry(
            basket.order.holder,
            basket.order.visitor,
            render_to_string("activity/_toast.html", {"activity": basket.toast}),
        )
        for basket in PurchaseActivity.objects.baskets()
    ]
