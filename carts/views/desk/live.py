"""The list of live carts, one cart with its history, and the name on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from carts.desk.filters import FindForm, Wish
from carts.desk.history import history
from carts.desk.rows import Figures, Row, page_of
from carts.desk.scope import Scope
from carts.models import CartUnmasking
from carts.views.desk.access import member, row, watched
from marketplace.errors import Refused
from marketplace.views.seller.access import desk_page
from marketplace.web.requests import ShopRequest

UNPROCESSABLE = 422


@desk_page
@require_safe
def carts(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show the carts being built right now, newest change first, or those that were asked for."""
    return _listed(request, watched(request, shop), "carts/desk/carts.html")


@desk_page
@require_safe
def carts_list(request: ShopRequest, shop: str | None = None) -> HttpResponse:
    """Show the parts of that page which change."""
    return _listed(request, watched(request, shop), "carts/desk/_list.html")


@desk_page
@require_safe
def cart(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Show one cart with its history."""
    return _shown(request, watched(request, shop), code, "carts/desk/cart.html")


@desk_page
@require_safe
def cart_state(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Show the part of a cart's page that changes."""
    return _shown(request, watched(request, shop), code, "carts/desk/_cart.html")


@desk_page
@require_POST
def unmask(request: ShopRequest, code: str, shop: str | None = None) -> HttpResponse:
    """Uncover the name on a cart for a while; who did so stays on record."""
    scope = watched(request, shop)
    try:
        CartUnmasking.objects.unmask(row(scope, code).cart, by=member(request), shop=scope.shop)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(scope.url("cart", code))


def _listed(request: ShopRequest, scope: Scope, template: str) -> HttpResponse:
    form = FindForm(request.GET)
    wish = form.wish() if form.is_valid() else Wish()
    page = page_of(scope, wish, request.GET.get("page"))
    context: dict[str, Any] = {
        **_about(scope),
        "form": form,
        "is_whole": wish == Wish() and page.number == 1,
        "is_filtered": wish != Wish(sort=wish.sort),
        "page_obj": page,
        "rows": page.object_list,
        "figures": Figures.of(scope),
    }
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


def _shown(request: ShopRequest, scope: Scope, code: str, template: str) -> HttpResponse:
    found = row(scope, code)
    context = {**_about(scope), "row": found, "history": history(scope, found.cart), **_name_on(request, found)}
    return render(request, template, context)


def _name_on(request: ShopRequest, found: Row) -> dict[str, Any]:
    """Return until when the name on a cart is shown, and whether it has one that can be."""
    cart, shop = found.cart, found.scope.shop
    if cart.member_id is None or not found.is_in_sight:
        return {"shown_until": None, "has_name": False}
    return {
        "shown_until": CartUnmasking.objects.until(cart, by=member(request), shop=shop),
        "has_name": bool(cart.member and cart.member.display_name),
    }


def _about(scope: Scope) -> dict[str, Any]:
    return {"scope": scope, "shop": scope.shop, "tab": "carts"}
