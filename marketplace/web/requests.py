"""The request as this site's views know it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.visitors import Shopper, Visitor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from marketplace.models import User


class ShopRequest(HttpRequest):
    """A request with what the middleware puts on it (for type checkers)."""

    user: "User | AnonymousUser"
    visitor: Visitor
    shopper: Shopper
    htmx: HtmxDetails
    is_from_this_machine: bool
