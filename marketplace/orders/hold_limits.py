"""Limits on the time and units that one shopper or household holds unpaid, so that others can buy."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from marketplace.errors import Problem
from marketplace.text.bidi import isolate

if TYPE_CHECKING:
    from marketplace.models.items import Item

HOUSEHOLD_TRIES = 3
"""How often one network may let the last unit go unpaid before others have their turn; one person has many browsers."""
TRIES_REMEMBERED = timedelta(hours=2)


def cool_off() -> timedelta:
    """Return how long others have their turn after a hold ended unpaid."""
    return timedelta(minutes=settings.HOLD_COOL_OFF_MINUTES)


def household_share(on_hand: int) -> int:
    """Return how many units of so many one household may hold unpaid: a share of them, and one at least."""
    return max(1, math.ceil(on_hand * settings.HOUSEHOLD_SHARE / 100))


def find_hold_problem(item: "Item", quantity: int) -> Problem | None:
    """Return the reason against holding so many more of a locked item; needs `with_earlier_holds`."""
    return _others_turn(item, quantity) or _beyond_share(item, quantity)


def continued_times(items: "Iterable[Item]") -> list[tuple[datetime, datetime | None]]:
    """Return the deadlines, and times of renewal, of holds on these items that the shopper gave up before the end.

    A new hold goes on from them: else cancelling and checking out again would keep the last unit for ever.
    """
    earlier = [(item.read_at, item.earlier) for item in items if item.earlier]
    return [(each[0], each[1]) for now, each in earlier if each[0] and each[0] > now]


def _others_turn(item: "Item", quantity: int) -> Problem | None:
    if item.left - quantity > 0:
        return None
    ended = item.earlier[2] if item.earlier and item.earlier[0] and item.earlier[0] <= item.read_at else None
    wait = ended + cool_off() - item.read_at if ended else timedelta(0)
    if wait <= timedelta(0) and item.household_tries < HOUSEHOLD_TRIES:
        return None
    left, what = max(item.left - 1, 0), isolate(str(item))
    if wait > timedelta(0):
        minutes = math.ceil(wait.total_seconds() / 60)
        message = (
            f"The last of {what} was set aside for you and not paid; now others have their turn for {minutes} min."
        )
    else:
        message = (
            f"The last of {what} was set aside in your network several times and not paid; others have their turn."
        )
    return Problem(item.pk, "cool_off", f"{message} You can have {left} now." if left else message, left)


def _beyond_share(item: "Item", quantity: int) -> Problem | None:
    share = household_share(item.on_hand)
    if item.household_held is None or item.household_held + quantity <= share:
        return None
    left = max(share - item.household_held, 0)
    held = f"; {item.household_held} already wait for their payment" if item.household_held else ""
    what = isolate(str(item))
    message = f"Shoppers of your network can have {share} of {what} set aside at a time{held}. Pay for some first."
    return Problem(item.pk, "household", message, left)
