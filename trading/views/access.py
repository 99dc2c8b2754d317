"""Whose room it is: to anybody but the two at the table there is none."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from marketplace.models import User
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import sign_in_first
from trading.models import Trade

View = Callable[..., HttpResponse]
CONFLICT, FORBIDDEN, NOT_THERE, TIRED, UNPROCESSABLE = 409, 403, 404, 429, 422


def member_page(view: View) -> View:
    """Make a view one for members, and never kept by a browser."""
    return never_cache(sign_in_first(view))


def staff_page(view: View) -> View:
    """Make a view one for those who work for the platform; to anybody else it is not there."""

    @wraps(view)
    def guarded(request: ShopRequest, *args: Any, **named: Any) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.is_staff):
            raise Http404
        return view(request, *args, **named)

    return never_cache(guarded)


def member(request: ShopRequest) -> User:
    """Return who is signed in; for views behind `member_page`."""
    return cast("User", request.user)


def get_own_trade(request: ShopRequest, number: str) -> Trade:
    """Return a trade of the member's, expired if its time is over though no sweep has come by; else 404."""
    trades = Trade.objects.involving(member(request)).for_pages()
    trade = get_object_or_404(trades, number=number)
    if trade.is_open and trade.expire():
        trade = trades.get(pk=trade.pk)
    return trade
