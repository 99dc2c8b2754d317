"""Amounts as providers count them: whole numbers of a currency's smallest unit."""

from decimal import Decimal

# https://docs.stripe.com/currencies: currencies without cents, and with thousandths.
WHOLE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THOUSANDTHS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
UNCLEAR = frozenset(["UGX"])
"""Stands in Stripe's list of currencies without cents, and among its exceptions."""


def factor_of(currency: str) -> int:
    """Return how many of its smallest units make one of a currency; ValueError when that is not sure."""
    if currency in UNCLEAR:
        raise ValueError(f"{currency} is not supported")
    return 1 if currency in WHOLE else 1000 if currency in THOUSANDTHS else 100


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in its currency's smallest unit; ValueError when it isn't a whole number of them."""
    units = amount * factor_of(currency)
    if units != int(units):
        raise ValueError(f"{amount} {currency} can't be paid exactly")
    return int(units)


def from_minor_units(units: int, currency: str) -> Decimal:
    """Return the amount that so many of a currency's smallest units are; ValueError when that is not sure."""
    return Decimal(units) / factor_of(currency)
