"""Amounts of money as people read them."""

from decimal import Decimal

from django import template
from django.conf import settings

register = template.Library()
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF\N{NO-BREAK SPACE}"}


@register.filter
def money(amount: Decimal | None, currency: str | None = None) -> str:
    """Return an amount with its currency's sign, such as `€1,249.90`; empty for None."""
    if amount is None:
        return ""
    code = currency or settings.CURRENCY
    sign = SYMBOLS.get(code, f"{code}\N{NO-BREAK SPACE}")
    return f"{'-' if amount < 0 else ''}{sign}{abs(amount):,.2f}"
