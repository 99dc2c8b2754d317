"""Template filter for amounts of money."""

from decimal import Decimal

from django import template
from django.conf import settings

from marketplace.money.currency import format_amount

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str | None = None) -> str:
    """Return an amount with its currency's sign, such as `€1,249.90`; empty for None."""
    return "" if amount is None else format_amount(Decimal(amount), currency or settings.CURRENCY)
