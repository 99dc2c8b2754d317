"""Whose looks at a product count: people's, not those of programs, and not the shop's own."""

from functools import lru_cache
from typing import Any

from crawleruseragents import is_crawler
from django.conf import settings
from django.core.cache import cache

from config.live.limits import household
from marketplace.models import Product, RefusedView, Shop
from marketplace.requests import ShopRequest

HOUR, DAY = 3600, 86_400  # s


def refusal(request: ShopRequest, product: Product) -> str | None:
    """Return why a look at a product doesn't count, None if it does.

    `no_cookie`: whoever takes no cookie would be somebody new each time. `bot`: the program says so itself.
    `own`: the shop's owner and staff. `crowd`: too many new viewers from one address within an hour.
    """
    if not request.visitor.has_cookie:
        return "no_cookie"
    if is_program(request):
        return "bot"
    if request.user.is_authenticated and Shop.objects.run_by(request.user).filter(pk=product.shop_id).exists():
        return "own"
    return None if is_within_cap(request, request.shopper.holder) else "crowd"


def is_program(request: ShopRequest) -> bool:
    """Tell whether the client names itself as a robot, or doesn't name itself at all."""
    name = _program(request)
    return not name or _is_robot(name)


def note_program(request: ShopRequest, product: Product) -> None:
    """Count a robot that reads a product's page: most run no scripts, and would tell nothing of themselves later."""
    if _is_robot(_program(request)):
        RefusedView.objects.note(product, "bot")


def _program(request: ShopRequest) -> str:
    return request.headers.get("User-Agent", "")[:500]


@lru_cache(maxsize=1000)
def _is_robot(name: str) -> bool:
    return is_crawler(name)


def is_within_cap(request: ShopRequest, viewer: str) -> bool:
    """Tell whether a viewer is among the first that an address had within an hour, or known from an hour before.

    What is decided of a viewer stands for a day.
    """
    known = f"viewer:{viewer}"
    is_in: bool | None = cache.get(known)
    if is_in is None:
        counters: Any = cache
        new = counters.count(f"viewers:{household(request.META.get('REMOTE_ADDR'))}", HOUR)
        is_in = new <= settings.NEW_VIEWERS_PER_HOUR
        cache.set(known, is_in, DAY)
    return is_in
