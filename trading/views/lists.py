"""The list of the user's trades, and the badge of the header."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.web.requests import ShopRequest, get_member
from trading.models import Seat
from trading.room import Room
from trading.views.access import member_page

TRADES_PER_PAGE = 20


@member_page
@require_safe
def my_trades_page(request: ShopRequest) -> HttpResponse:
    """List the user's trades as seller and as buyer, open ones first."""
    return render(request, "trading/list.html", _list_context(request))


@member_page
@require_safe
def my_trades_list(request: ShopRequest) -> HttpResponse:
    """Render the live part of the list."""
    return render(request, "trading/_list.html", _list_context(request))


@member_page
@require_safe
def unread_badge(request: ShopRequest) -> HttpResponse:
    """Render the badge of the header."""
    return render(request, "trading/_unread_badge.html", {"counts": Seat.objects.count_unread(get_member(request))})


def _list_context(request: ShopRequest) -> dict[str, object]:
    user = get_member(request)
    seats = Seat.objects.filter(user=user).select_related(*(f"trade__{name}" for name in _RELATED))
    page = Paginator(seats.order_by(F("trade__closed_at").desc(nulls_first=True), "-trade"), TRADES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    rooms = [(Room(seat.trade, user), seat) for seat in page.object_list]
    return {"page_obj": page, "rooms": rooms}


_RELATED = ("terms", "shop", "seller", "buyer")
