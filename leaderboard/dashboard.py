"""The seller dashboard: a page, and its parts that update live.

Staff of the shop see sales, views and ranks. Earnings, trades and buttons are for the owner only.
"""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leaderboard.board import Board
from leaderboard.board_rows import read_seller_rank
from leaderboard.charts import RANGES, read_charts
from leaderboard.earnings import count_products, read_earnings
from leaderboard.explanation import views_breakdown
from leaderboard.metrics import Metric
from leaderboard.periods import this_month
from marketplace.models import Product, Shop
from marketplace.views.seller.access import get_staffed_shop, seller_page
from marketplace.web.requests import ShopRequest

PARTS = {"numbers": "_numbers", "race": "_ranks", "charts": "_charts", "stall": "_products"}
"""Templates of the parts by the name in their URL."""
PRODUCTS_PER_PAGE = 12


@seller_page
@require_safe
def dashboard_page(request: ShopRequest, shop: str) -> HttpResponse:
    """Show the dashboard of a shop."""
    return _render_dashboard(request, get_staffed_shop(request, shop), "leaderboard/dashboard.html")


@seller_page
@require_safe
def dashboard_part(request: ShopRequest, shop: str, part: str) -> HttpResponse:
    """Show the current state of one part of the dashboard."""
    found = get_staffed_shop(request, shop)
    if part not in PARTS:
        raise Http404
    return _render_dashboard(request, found, f"leaderboard/dashboard/{PARTS[part]}.html")


def _render_dashboard(request: ShopRequest, shop: Shop, template: str) -> HttpResponse:
    days = request.GET.get("days", str(RANGES[1]))
    if days not in map(str, RANGES):
        message = f"days: {', '.join(map(str, RANGES[:-1]))} or {RANGES[-1]}."
        return HttpResponse(message, status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    return render(request, template, _dashboard_context(request, shop, int(days)))


def _dashboard_context(request: ShopRequest, shop: Shop, days: int) -> dict[str, Any]:
    """Return the context of all parts; functions in it run only in the templates that use them."""
    now, seller = this_month(), shop.owner_id
    return {
        "shop": shop,
        "is_owner": seller == request.user.pk,
        "month": now,
        "days": days,
        "ranges": RANGES,
        "earnings": lambda: read_earnings(seller, now),
        "on_sale": lambda: Product.objects.released().filter(shop=shop).count(),
        "seller_ranks": lambda: [read_seller_rank(Board(metric, now), seller) for metric in Metric],
        "charts": lambda: read_charts(seller, days),
        "ignored": lambda: views_breakdown(now, seller)[1],
        "products": lambda: _products_page(request, shop),
    }


def _products_page(request: ShopRequest, shop: Shop) -> Any:
    """Return one page of the shop's listed and past products, each with its numbers of this month in `counted`."""
    products = Product.objects.filter(shop=shop).exclude(status=Product.Status.DRAFT).prefetch_related("images")
    page = Paginator(products.order_by("-released_at", "-pk"), PRODUCTS_PER_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    numbers = count_products(shop.owner_id, found, this_month())
    for product in found:
        product.counted = numbers[product.pk]  # type: ignore[attr-defined]
    page.object_list = found
    return page
