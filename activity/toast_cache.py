"""Cache keys of the recent toasts, and their invalidation; `recent_toasts` reads and writes the list."""

import secrets

from django.core.cache import cache

SECONDS = 1
"""Maximum age of a cached list, shorter than `LIVE_SLACK_SECONDS`: an opening page gets the pushes of that time again.

If the cache is down while a purchase is withdrawn, its list outlives its generation. The repeated pushes correct such
a list before the page shows a toast.
"""
GENERATION = "shared:activity:generation"
LATEST = "shared:activity:latest"


def start_generation() -> None:
    """Start a new generation of the list, after a purchase was withdrawn.

    A list is stored under the generation that was current before it was read. A reader that started before an opt-out
    and stores its list afterwards therefore stores it under the old generation, which nobody reads any more.
    """
    cache.set(GENERATION, secrets.token_hex(8), timeout=None)


def mark_new_purchase() -> None:
    """Have the list read again after a purchase: at once, but at most once a second."""
    cache.set(LATEST, secrets.token_hex(8), timeout=None)
