"""Limit on guessing invitation codes: wrong codes per hour, for each account and each network address."""

from typing import Any

from django.conf import settings
from django.core.cache import cache

from marketplace.web.requests import ShopRequest

HOUR = 3600  # s


def has_too_many_wrong_codes(request: ShopRequest) -> bool:
    """Tell whether this account or this address has tried too many wrong codes."""
    counters: Any = cache
    return any(counters.current_count(name) >= settings.TRADE_WRONG_CODES for name in _names(request))


def record_wrong_code(request: ShopRequest) -> None:
    """Count a wrong code."""
    counters: Any = cache
    for name in _names(request):
        counters.increment(name, HOUR)


def _names(request: ShopRequest) -> list[str]:
    return [f"trade-codes:u-{request.user.pk}", f"trade-codes:{request.META.get('REMOTE_ADDR')}"]
