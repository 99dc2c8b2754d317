"""The filter of product views: people count, robots and the shop's staff don't."""

from functools import lru_cache

from crawleruseragents import is_crawler

from marketplace.models import Product, RefusedView, Shop
from marketplace.tracking.new_visitor_limits import VIEWS, Budget, is_within_budget
from marketplace.web.requests import ShopRequest


def find_refusal_reason(request: ShopRequest, product: Product) -> str | None:
    """Return the reason against counting a product view, None if it counts.

    `no_cookie`: a client without cookies would be a new visitor each time. `bot`: a robot by its user agent.
    `own`: the shop's owner and staff. `crowd`: too many new viewers from one network.
    """
    if not request.visitor.has_cookie:
        return "no_cookie"
    if is_automated(request):
        return "bot"
    if request.user.is_authenticated and Shop.objects.run_by(request.user).filter(pk=product.shop_id).exists():
        return "own"
    return None if is_counted(request, VIEWS, request.shopper.holder) else "crowd"


def is_automated(request: ShopRequest) -> bool:
    """Tell whether the user agent is missing or names a robot."""
    name = _user_agent(request)
    return not name or _is_robot(name)


def record_robot_view(request: ShopRequest, product: Product) -> None:
    """Count a robot's request for a product page. Most robots run no scripts, so they never send the view later."""
    if _is_robot(_user_agent(request)):
        RefusedView.objects.record(product, "bot")


def _user_agent(request: ShopRequest) -> str:
    return request.headers.get("User-Agent", "")[:500]


@lru_cache(maxsize=1000)
def _is_robot(name: str) -> bool:
    return is_crawler(name)


def is_counted(request: ShopRequest, budget: Budget, visitor: str) -> bool:
    """Return whether a visitor counts; False if their network brought too many new visitors."""
    return is_within_budget(budget, request.META.get("REMOTE_ADDR"), visitor)
