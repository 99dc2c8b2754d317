"""Currencies: their decimals and formats, all from Babel's data."""

import re
from decimal import Decimal
from functools import lru_cache

from babel.numbers import NumberFormatError, format_currency, get_currency_precision, get_currency_symbol, parse_decimal
from django.conf import settings

LOCALE = "en"
WAYS_TO_WRITE = ("en", "en_IN", "de")
"""Locales to parse amounts by, in this order: 1,249.90, 1,24,900.50, 1.249,90."""
GROUP_SPACE = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
AMOUNT = re.compile(r"[-+]?\d[\d.,]*\d|[-+]?\d")
SEPARATORS = str.maketrans({"٫": ".", "٬": ","})
GROUP = 3  # digits
LONGEST = 40  # characters of an entered amount, separators included
BEYOND_ALL_AMOUNTS = 10**15


class AmbiguousAmountError(ValueError):
    """An amount such as 1,249 in a currency with three decimals: it may mean 1.249 or 1249."""


def parse_amount(text: str) -> Decimal:
    """Return an entered amount, with a decimal point or comma, with or without grouped digits.

    Raises ValueError for text without an amount, and `AmbiguousAmountError` for text with two readings.
    """
    plain = GROUP_SPACE.sub("", text.strip()).translate(SEPARATORS)
    if len(plain) > LONGEST or not AMOUNT.fullmatch(plain):
        raise ValueError(text)
    if get_currency_precision(settings.CURRENCY) == GROUP and re.fullmatch(r"\d{1,3},\d{3}", plain):
        raise AmbiguousAmountError(text)
    for locale in WAYS_TO_WRITE:
        try:
            return parse_decimal(plain, locale=locale, strict=True)
        except NumberFormatError:
            continue
    raise ValueError(text)


@lru_cache
def smallest_unit(code: str) -> Decimal:
    """Return the smallest amount of a currency: a cent, a yen, a thousandth of a dinar."""
    return Decimal(1).scaleb(-get_currency_precision(code))


def normalise_amount(amount: Decimal, code: str = "") -> Decimal:
    """Return an equal amount with the decimals of the currency; unchanged if that would round it."""
    if not amount.is_finite() or abs(amount) >= BEYOND_ALL_AMOUNTS:
        return amount
    rounded = round_amount(amount, code)
    return rounded if rounded == amount else amount


def round_amount(amount: Decimal, code: str = "") -> Decimal:
    """Return an amount rounded to the smallest unit of the currency, for averages and estimates."""
    return amount.quantize(smallest_unit(code or settings.CURRENCY))


@lru_cache(maxsize=4096)
def format_amount(amount: Decimal, code: str) -> str:
    """Return an amount with its currency's sign, such as `€1,249.90`; extra decimals are kept."""
    sign = get_currency_symbol(code, locale=LOCALE)
    # CLDR requires a space between the digits and a sign that ends in a letter; Babel does not add it.
    pattern = "¤\N{NO-BREAK SPACE}#,##0.00" if sign[-1:].isalpha() else None
    is_exact = amount == round_amount(amount, code)
    return format_currency(amount, code, format=pattern, locale=LOCALE, decimal_quantization=is_exact)


def format_price(amount: Decimal) -> str:
    """Return an amount of the site's currency with its sign."""
    return format_amount(amount, settings.CURRENCY)
