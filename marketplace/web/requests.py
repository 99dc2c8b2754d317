"""The type of requests in views."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.visitors import Shopper, Visitor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from marketplace.models import User


class ShopRequest(HttpRequest):
    """A request with the attributes set by the middleware (for type checkers)."""

    user: "User | AnonymousUser"
    visitor: Visitor
    shopper: Shopper
    htmx: HtmxDetails
    is_from_this_machine: bool


def get_member(request: ShopRequest) -> "User":
    """Return the signed-in user; for views that require sign-in."""
    return cast("User", request.user)
