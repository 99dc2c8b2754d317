"""Access to live carts: staff of a shop see its own lines, staff of the platform see all."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from carts.staff.rows import CartRow, find_row
from carts.staff.scope import Scope
from marketplace.models import Shop
from marketplace.web.requests import ShopRequest, get_member


def get_scope(request: ShopRequest, shop: str | None) -> Scope:
    """Return the scope of a shop, or of the platform without one; 404 if the user does not work there."""
    if shop is not None:
        return Scope(get_object_or_404(Shop.objects.run_by(get_member(request)), slug=shop))
    if not get_member(request).is_staff:
        raise Http404
    return Scope()


def get_row(scope: Scope, code: str) -> CartRow:
    """Return the cart with a display code; 404 if the scope has no part in it."""
    row = find_row(scope, code)
    if row is None:
        raise Http404
    return row
