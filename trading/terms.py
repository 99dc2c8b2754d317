"""Terms: what is on the table, and how two versions of it differ."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Protocol

from django.conf import settings

from marketplace.errors import Refused
from marketplace.gateways import price_step
from marketplace.orders.checkout import MOST
from marketplace.templatetags.money import money

LONGEST_TEXT = 2000
MOST_PAIRS = 20_000
"""So many pairs of the same word, one in each text, may be looked at to find what differs."""


Runs = Sequence[tuple[str, str]]
"""Words in reading order, each run with whether it is kept, gone or new."""


class Terms(Protocol):
    """A price for each of so many units, and what is said about them."""

    price: Decimal
    quantity: int
    description: str


def default_offer_minutes() -> int:
    """Return how long an offer runs where nothing else is chosen: its shop may not be there to answer at once."""
    fits = settings.TRADE_MIN_MINUTES <= settings.TRADE_OFFER_MINUTES <= settings.TRADE_MAX_MINUTES
    return settings.TRADE_OFFER_MINUTES if fits else settings.TRADE_MINUTES


def require_valid_terms(price: Decimal, quantity: int) -> None:
    """Refuse what nobody can pay for: a price below the least or in fractions of it, no unit, or too many."""
    least = price_step()
    if not price.is_finite() or not least <= price < MOST or price % least:
        raise Refused(
            f"The price of one is {money(least)} at least, and a whole multiple of that.", field="price", code="price"
        )
    if not 1 <= quantity <= settings.TRADE_MAX_UNITS:
        raise Refused(f"1 to {settings.TRADE_MAX_UNITS} units, please.", field="quantity", code="quantity")
    if price * quantity >= MOST:
        raise Refused("That is more than one order can come to.", field="price", code="price")


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two versions; of words, each part with whether it is kept, gone or new."""

    name: str
    before: str
    after: str
    words: tuple[tuple[str, str], ...] = ()


def list_differences(before: Terms, after: Terms, words: Runs | None = None) -> list[Difference]:
    """Return what differs, in words for people; nothing where the terms are the same.

    `words` are what `word_changes` found earlier between these two: to find it again may take milliseconds each.
    """
    found = []
    if before.price != after.price:
        found.append(Difference("Price each", money(before.price), money(after.price)))
    if before.quantity != after.quantity:
        found.append(Difference("Quantity", str(before.quantity), str(after.quantity)))
    if found:
        found.append(Difference("Total", money(before.price * before.quantity), money(after.price * after.quantity)))
    if before.description != after.description:
        runs = compare_texts(before.description, after.description) if words is None else words
        told = tuple((kind, part) for kind, part in runs)
        found.append(Difference("Description", before.description, after.description, told))
    return found


def word_changes(before: str, after: str) -> Runs | None:
    """Return the runs of words between two descriptions, to be kept; None where they are the same."""
    return None if before == after else [(kind, part) for kind, part in compare_texts(before, after)]


def compare_texts(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of two texts in reading order, in runs of `kept`, `gone` and `new` ones."""
    old, new = before.split(), after.split()
    runs: list[tuple[str, str]] = []
    for kind, a, b, c, d in _steps(old, new):
        if kind == "equal":
            runs.append(("kept", " ".join(old[a:b])))
            continue
        runs += [(name, " ".join(part)) for name, part in (("gone", old[a:b]), ("new", new[c:d])) if part]
    return runs


def _steps(old: list[str], new: list[str]) -> list[Any]:
    # A few words a thousand times over, as nobody writes who sells something, would be compared for many seconds.
    times = Counter(new)
    if sum(times[word] for word in old) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
