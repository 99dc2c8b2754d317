"""Access to trades: only the two participants find a room, everybody else gets a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from marketplace.web.requests import ShopRequest, get_member
from marketplace.web.signed_out import sign_in_required
from trading.models import Trade

View = Callable[..., HttpResponse]


def member_page(view: View) -> View:
    """Restrict a view to signed-in users, and forbid caching."""
    return never_cache(sign_in_required(view))


def staff_page(view: View) -> View:
    """Restrict a view to platform staff; others get a 404."""

    @wraps(view)
    def guarded(request: ShopRequest, *args: Any, **named: Any) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.is_staff):
            raise Http404
        return view(request, *args, **named)

    return never_cache(guarded)


def get_own_trade(request: ShopRequest, number: str) -> Trade:
    """Return a trade of the user or 404. An overdue trade expires first, without the sweep."""
    trades = Trade.objects.involving(get_member(request)).for_pages()
    trade = get_object_or_404(trades, number=number)
    if trade.is_open and trade.expire():
        trade = trades.get(pk=trade.pk)
    return trade
