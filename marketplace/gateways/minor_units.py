"""Conversion of amounts to and from Stripe's format: whole numbers of a currency's minor unit."""

from decimal import Decimal

from marketplace.money.currency import smallest_unit

# From https://docs.stripe.com/currencies: currencies that Stripe counts in whole units or in thousandths. It counts
# all others in hundredths, even currencies without decimals in use (ISK, HUF).
WHOLE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
UNCLEAR = frozenset(["UGX"])
"""Currencies in Stripe's list of currencies without cents and also among its exceptions."""


def get_minor_unit_factor(currency: str) -> int:
    """Return the number of Stripe's minor units in one currency unit; ValueError for a currency of `UNCLEAR`."""
    if currency in UNCLEAR:
        raise ValueError(f"{currency} is not supported")
    return 1 if currency in WHOLE else 1000 if currency in THOUSANDTHS else 100


def smallest_amount(currency: str) -> Decimal:
    """Return the smallest step between amounts at Stripe; ValueError for a currency with unclear rules."""
    # For currencies with three decimals, Stripe requires the last one to be 0.
    finest = Decimal(1) / min(get_minor_unit_factor(currency), 100)
    return max(finest, smallest_unit(currency))


def to_minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in its currency's minor unit; ValueError if Stripe can't charge exactly that."""
    if amount % smallest_amount(currency):
        raise ValueError(f"{amount} {currency} can't be paid exactly")
    return int(amount * get_minor_unit_factor(currency))


def from_minor_units(units: int, currency: str) -> Decimal:
    """Return the amount of a number of minor units; ValueError for a currency of `UNCLEAR`."""
    return Decimal(units) / get_minor_unit_factor(currency)
