"""Within whose reach live carts are: a shop's people see its own lines, the platform's staff all; others nothing."""

from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from carts.desk.rows import Row, row_of
from carts.desk.scope import Scope
from marketplace.models import Shop, User
from marketplace.web.requests import ShopRequest


def member(request: ShopRequest) -> User:
    """Return who is signed in; for views behind `desk_page`."""
    return cast("User", request.user)


def watched(request: ShopRequest, shop: str | None) -> Scope:
    """Return the desk of a shop if the asker works there, without one the platform's if they work for that."""
    if shop is not None:
        return Scope(get_object_or_404(Shop.objects.run_by(member(request)), slug=shop))
    if not member(request).is_staff:
        raise Http404
    return Scope()


def row(scope: Scope, code: str) -> Row:
    """Return the cart with a display code if it concerns this desk; any other is not there (404)."""
    found = row_of(scope, code)
    if found is None:
        raise Http404
    return found
