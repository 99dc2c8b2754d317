"""Pages of live carts: the list, one cart with its history, and the name of its member."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from carts.models import CartUnmasking
from carts.staff.filters import CartFilter, CartFilterForm
from carts.staff.history import list_history
from carts.staff.rows import CartRow, StageCounts, paginate_rows
from carts.staff.scope import Scope
from carts.views.staff.access import get_row, get_scope
from marketplace.errors import Refused
from marketplace.views.seller.access import seller_page
from marketplace.web.requests import ShopRequest, get_member


@seller_page
@require_safe
def list_carts(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show the live carts, newest change first, or the filtered carts."""
    return _render_list(request, get_scope(request, shop), "carts/staff/carts.html")


@seller_page
@require_safe
def list_carts_partial(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Render the list for htmx."""
    return _render_list(request, get_scope(request, shop), "carts/staff/_list.html")


@seller_page
@require_safe
def show_cart(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Show one cart with its history."""
    return _render_cart(request, get_scope(request, shop), code, "carts/staff/cart.html")


@seller_page
@require_safe
def show_cart_partial(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Render the changing part of the page of a cart for htmx."""
    return _render_cart(request, get_scope(request, shop), code, "carts/staff/_cart.html")


@seller_page
@require_POST
def unmask_member(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Show the name of a cart's member for some minutes, and record the look."""
    scope = get_scope(request, shop)
    try:
        CartUnmasking.objects.unmask(get_row(scope, code).cart, by=get_member(request), shop=scope.shop)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(scope.url("cart", code))


def _render_list(request: ShopRequest, scope: Scope, template: str) -> HttpResponse:
    form = CartFilterForm(request.GET)
    cart_filter = form.cart_filter() if form.is_valid() else CartFilter()
    page = paginate_rows(scope, cart_filter, request.GET.get("page"))
    context: dict[str, Any] = {
        **_base_context(scope),
        "form": form,
        "is_whole": cart_filter == CartFilter() and page.number == 1,
        "is_filtered": cart_filter != CartFilter(sort=cart_filter.sort),
        "page_obj": page,
        "rows": page.object_list,
        "counts": StageCounts.of(scope),
    }
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _render_cart(request: ShopRequest, scope: Scope, code: str, template: str) -> HttpResponse:
    row = get_row(scope, code)
    context = {
        **_base_context(scope),
        "row": row,
        "history": list_history(scope, row.cart),
        **_name_context(request, row),
    }
    return render(request, template, context)


def _name_context(request: ShopRequest, row: CartRow) -> dict[str, Any]:
    """Return the end of the look at the name, and whether there is a name to show."""
    cart, shop = row.cart, row.scope.shop
    if cart.member_id is None or not row.is_listed:
        return {"name_visible_until": None, "has_name": False}
    return {
        "name_visible_until": CartUnmasking.objects.visible_until(cart, by=get_member(request), shop=shop),
        "has_name": bool(cart.member and cart.member.display_name),
    }


def _base_context(scope: Scope) -> dict[str, Any]:
    return {"scope": scope, "shop": scope.shop, "tab": "carts"}
