"""What the desk counts: stock that carts press on, and what became of visitors and carts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carts.desk.counted import counted
from carts.desk.stock_demand import pressed
from carts.views.desk.access import watched
from marketplace.views.seller.access import desk_page
from marketplace.web.requests import ShopRequest


@desk_page
@require_safe
def pressure(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show what is in carts, held and left of each item; htmx re-reads the part that changes."""
    scope = watched(request, shop)
    context = {"scope": scope, "shop": scope.shop, "tab": "pressure", "items": pressed(scope)}
    return render(request, "carts/desk/_pressure.html" if request.htmx else "carts/desk/pressure.html", context)


@desk_page
@require_safe
def numbers(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show today beside yesterday; htmx re-reads the part that changes."""
    scope = watched(request, shop)
    context = {"scope": scope, "shop": scope.shop, "tab": "numbers", **counted(scope)}
    return render(request, "carts/desk/_numbers.html" if request.htmx else "carts/desk/numbers.html", context)
