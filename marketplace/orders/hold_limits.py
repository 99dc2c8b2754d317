"""Limits on unpaid holds per shopper and household (network), so that others can buy."""

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
"""Unpaid holds of the last unit per network before others have their turn; one person may use many browsers."""
TRIES_REMEMBERED = timedelta(hours=2)


def cool_off_period() -> timedelta:
    """Return the time reserved for others after a hold ended unpaid."""
    return timedelta(minutes=settings.HOLD_COOL_OFF_MINUTES)


def calculate_household_share(on_hand: int) -> int:
    """Return the number of units one household may hold unpaid: a share of the stock, at least one."""
    return max(1, math.ceil(on_hand * settings.HOUSEHOLD_SHARE / 100))


def find_hold_problem(item: "Item", quantity: int) -> Problem | None:
    """Return the reason against holding `quantity` more units of a locked item; needs `with_earlier_holds`."""
    return _find_cool_off_problem(item, quantity) or _find_share_problem(item, quantity)


def find_cancelled_hold_times(items: "Iterable[Item]") -> list[tuple[datetime, datetime | None]]:
    """Return deadline and renewal time of each hold on these items that the shopper cancelled early.

    A new hold continues from them; otherwise cancelling and checking out again would hold the last unit forever.
    """
    earlier = [(item.read_at, item.earlier) for item in items if item.earlier]
    return [(each[0], each[1]) for now, each in earlier if each[0] and each[0] > now]


def _find_cool_off_problem(item: "Item", quantity: int) -> Problem | None:
    if item.left - quantity > 0:
        return None
    ended = item.earlier[2] if item.earlier and item.earlier[0] and item.earlier[0] <= item.read_at else None
    wait = ended + cool_off_period() - item.read_at if ended else timedelta(0)
    if wait <= timedelta(0) and item.household_tries < HOUSEHOLD_TRIES:
        return None
    left, title = max(item.left - 1, 0), isolate(str(item))
    if wait > timedelta(0):
        minutes = math.ceil(wait.total_seconds() / 60)
        message = (
            f"The last of {title} was set aside for you and not paid; now others have their turn for {minutes} min."
        )
    else:
        message = (
            f"The last of {title} was set aside in your network several times and not paid; others have their turn."
        )
    return Problem(item.pk, "cool_off", f"{message} You can have {left} now." if left else message, left)


def _find_share_problem(item: "Item", quantity: int) -> Problem | None:
    share = calculate_household_share(item.on_hand)
    if item.household_held is None or item.household_held + quantity <= share:
        return None
    left = max(share - item.household_held, 0)
    held = f"; {item.household_held} already wait for their payment" if item.household_held else ""
    title = isolate(str(item))
    message = f"Shoppers of your network can have {share} of {title} set aside at a time{held}. Pay for some first."
    return Problem(item.pk, "household", message, left)
