"""Amounts as Stripe counts them: whole numbers of a currency's minor unit."""

from decimal import Decimal

from marketplace.money.currency import smallest_unit

# https://docs.stripe.com/currencies: which currencies Stripe counts in whole units, and which in thousandths. All
# others it counts in hundredths, even those that have no decimals in use (ISK, HUF).
WHOLE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
UNCLEAR = frozenset(["UGX"])
"""Stands in Stripe's list of currencies without cents, and among its exceptions."""


def factor_of(currency: str) -> int:
    """Return how many of Stripe's minor units make one of a currency; ValueError when that is not sure."""
    if currency in UNCLEAR:
        raise ValueError(f"{currency} is not supported")
    return 1 if currency in WHOLE else 1000 if currency in THOUSANDTHS else 100


def smallest_amount(currency: str) -> Decimal:
    """Return the smallest step between amounts at Stripe; ValueError for a currency with unclear rules."""
    # Of three decimals, Stripe wants the last one to be 0.
    finest = Decimal(1) / min(factor_of(currency), 100)
    return max(finest, smallest_unit(currency))


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in its currency's minor unit; ValueError when Stripe can't take exactly that much."""
    if amount % smallest_amount(currency):
        raise ValueError(f"{amount} {currency} can't be paid exactly")
    return int(amount * factor_of(currency))


def from_minor_units(units: int, currency: str) -> Decimal:
    """Return the amount that so many of a currency's minor units are; ValueError when that is not sure."""
    return Decimal(units) / factor_of(currency)
