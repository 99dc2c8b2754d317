"""Pages of stock demand and of analytics."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carts.staff.analytics import load_analytics
from carts.staff.stock_demand import list_stock_demand
from carts.views.staff.access import get_scope
from marketplace.views.seller.access import seller_page
from marketplace.web.requests import ShopRequest


@seller_page
@require_safe
def show_stock_demand(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show the units of each item in carts, held and left; htmx re-reads the table."""
    scope = get_scope(request, shop)
    context = {"scope": scope, "shop": scope.shop, "tab": "pressure", "items": list_stock_demand(scope)}
    template = "carts/staff/_stock_demand.html" if request.htmx else "carts/staff/stock_demand.html"
    return render(request, template, context)


@seller_page
@require_safe
def show_analytics(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show today beside yesterday; htmx re-reads the numbers."""
    scope = get_scope(request, shop)
    context = {"scope": scope, "shop": scope.shop, "tab": "numbers", **load_analytics(scope)}
    return render(request, "carts/staff/_analytics.html" if request.htmx else "carts/staff/analytics.html", context)
