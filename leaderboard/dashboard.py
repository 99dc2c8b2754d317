"""The dashboard of a shop's desk: a page, and the parts of it that follow live.

Who works in the shop sees what it sells, who looks and where it stands; what it earns and who writes to its owner is
the owner's alone, as are the buttons.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leaderboard.board import Board
from leaderboard.board_rows import standing
from leaderboard.charts import RANGES, charts
from leaderboard.earnings import counted, takings
from leaderboard.explanation import parts_of_views
from leaderboard.metrics import Measure
from leaderboard.periods import this_month
from marketplace.models import Product, Shop
from marketplace.views.seller.access import desk_page, worked_in
from marketplace.web.requests import ShopRequest

PARTS = ("numbers", "race", "charts", "stall")
LISTINGS_PER_PAGE = 12
BAD_REQUEST = 400


@desk_page
@require_safe
def page(request: ShopRequest, shop: str) -> HttpResponse:
    """Show the dashboard of a shop."""
    return _answer(request, worked_in(request, shop), "leaderboard/dashboard.html")


@desk_page
@require_safe
def part(request: ShopRequest, shop: str, part: str) -> HttpResponse:
    """Show one of its parts as it is now."""
    found = worked_in(request, shop)
    if part not in PARTS:
        raise Http404
    return _answer(request, found, f"leaderboard/dashboard/_{part}.html")


def _answer(request: ShopRequest, shop: Shop, template: str) -> HttpResponse:
    days = request.GET.get("days", str(RANGES[1]))
    if days not in map(str, RANGES):
        told = f"days: {', '.join(map(str, RANGES[:-1]))} or {RANGES[-1]}."
        return HttpResponse(told, status=BAD_REQUEST, content_type="text/plain")
    return render(request, template, _context(request, shop, int(days)))


def _context(request: ShopRequest, shop: Shop, days: int) -> dict[str, Any]:
    """Return what the parts show; each is read when its template comes to it."""
    now, seller = this_month(), shop.owner_id
    return {
        "shop": shop,
        "is_owner": seller == request.user.pk,
        "month": now,
        "days": days,
        "ranges": RANGES,
        "takings": lambda: takings(seller, now),
        "on_sale": lambda: Product.objects.released().filter(shop=shop).count(),
        "standings": lambda: [standing(Board(measure, now), seller) for measure in Measure],
        "charts": lambda: charts(seller, days),
        "ignored": lambda: parts_of_views(now, seller)[1],
        "listings": lambda: _listings(request, shop),
    }


def _listings(request: ShopRequest, shop: Shop) -> Any:
    """Return one page of what is or was on the stall, each listing with what it `counted` this month."""
    products = Product.objects.filter(shop=shop).exclude(status=Product.Status.DRAFT).prefetch_related("images")
    page = Paginator(products.order_by("-released_at", "-pk"), LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    numbers = counted(shop.owner_id, found, this_month())
    for product in found:
        product.counted = numbers[product.pk]  # type: ignore[attr-defined]
    page.object_list = found
    return page
