"""Terms of a trade: their limits, and the differences between two versions."""

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
"""Most pairs of equal words that a comparison of two texts may look at; beyond that it takes seconds."""


Runs = Sequence[tuple[str, str]]
"""Words in reading order, in runs of (`kept`, `gone` or `new`, text)."""


class Terms(Protocol):
    """Price of one unit, quantity and description."""

    price: Decimal
    quantity: int
    description: str


def default_offer_minutes() -> int:
    """Return the default duration of an offer; longer than that of a trade, as the shop may be away."""
    fits = settings.TRADE_MIN_MINUTES <= settings.TRADE_OFFER_MINUTES <= settings.TRADE_MAX_MINUTES
    return settings.TRADE_OFFER_MINUTES if fits else settings.TRADE_MINUTES


def require_valid_terms(price: Decimal, quantity: int) -> None:
    """Raise `Refused` for a price or quantity out of range, or a price that is no multiple of the price step."""
    least = price_step()
    if not price.is_finite() or not least <= price < MOST or price % least:
        raise Refused(f"The price must be at least {money(least)} and a multiple of it.", field="price", code="price")
    if not 1 <= quantity <= settings.TRADE_MAX_UNITS:
        raise Refused(f"Enter a quantity from 1 to {settings.TRADE_MAX_UNITS}.", field="quantity", code="quantity")
    if price * quantity >= MOST:
        raise Refused("This total is too high for one order.", field="price", code="price")


@dataclass(frozen=True)
class Difference:
    """One difference between two versions; `words` are the runs of a changed description."""

    name: str
    before: str
    after: str
    words: tuple[tuple[str, str], ...] = ()


def list_differences(before: Terms, after: Terms, words: Runs | None = None) -> list[Difference]:
    """Return the differences between two versions, for pages.

    `words` is the stored result of `word_changes` for these two: computing it again may take milliseconds.
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
        pairs = tuple((kind, part) for kind, part in runs)
        found.append(Difference("Description", before.description, after.description, pairs))
    return found


def word_changes(before: str, after: str) -> Runs | None:
    """Return the runs of words between two descriptions, to be stored; None if they are the same."""
    return None if before == after else [(kind, part) for kind, part in compare_texts(before, after)]


def compare_texts(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of two texts in reading order, in runs of `kept`, `gone` and `new` words."""
    old, new = before.split(), after.split()
    runs: list[tuple[str, str]] = []
    for kind, a, b, c, d in _opcodes(old, new):
        if kind == "equal":
            runs.append(("kept", " ".join(old[a:b])))
            continue
        runs += [(name, " ".join(part)) for name, part in (("gone", old[a:b]), ("new", new[c:d])) if part]
    return runs


def _opcodes(old: list[str], new: list[str]) -> list[Any]:
    # A text of a few words repeated a thousand times would take many seconds: an attack, not a description.
    times = Counter(new)
    if sum(times[word] for word in old) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
