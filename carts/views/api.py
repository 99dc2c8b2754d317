"""JSON API: carts for staff, and the shopper's own cart; described in `carts/openapi.json`."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carts.cart_summary import CartSummary
from carts.models import Cart
from carts.openapi import openapi
from carts.shopping import set_cart
from carts.staff.filters import CartFilter
from carts.staff.rows import CartRow, StageCounts, filter_carts, with_row_data
from carts.staff.scope import Scope
from carts.staff.serializers import MAX_CARTS, cart_as_json, row_as_json
from marketplace.errors import Refused
from marketplace.models import Shop
from marketplace.text.form_fields import LineField
from marketplace.web.requests import ShopRequest

BIGGEST_ID = 2**63 - 1
JSON = "application/json"
STATUS = {
    "sign_in": HTTPStatus.UNAUTHORIZED,
    "not_there": HTTPStatus.NOT_FOUND,
    "invalid": HTTPStatus.BAD_REQUEST,
    "large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
STATUS |= dict.fromkeys(("unknown_item", "quantity", "too_many_lines"), HTTPStatus.BAD_REQUEST)
View = Callable[..., HttpResponse]


def json_view(view: View) -> View:
    """Turn `Refused` into a JSON response with message, field and code."""

    @wraps(view)
    def answer(request: ShopRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except Refused as refused:
            content = {"error": refused.message, "field": refused.field or None, "code": refused.code or None}
            return JsonResponse(content, status=STATUS.get(refused.code, HTTPStatus.CONFLICT))

    return never_cache(answer)


@require_safe
@json_view
def list_active(request: ShopRequest) -> HttpResponse:
    """Return the live carts with items of the shop, newest change first."""
    scope = _get_scope(request)
    carts = with_row_data(scope, filter_carts(scope, CartFilter()).order_by("-updated_at", "-pk"))[:MAX_CARTS]
    return JsonResponse([row_as_json(CartRow(cart, scope)) for cart in carts], safe=False)


@require_safe
@json_view
def count_carts(request: ShopRequest) -> HttpResponse:
    """Return the number of live carts by stage."""
    counts = StageCounts.of(_get_scope(request))
    stages = {"active": counts.active, "idle": counts.idle, "checkout": counts.checkout}
    return JsonResponse({"count": counts.live, **stages})


@require_POST
@json_view
def update_cart(request: ShopRequest) -> HttpResponse:
    """Set the shopper's own cart to exactly these items, if its version is unchanged; prices are the server's."""
    wanted, version = _read_update(request)
    try:
        set_cart(request.shopper, wanted, version=version)
    except Refused as refused:
        if refused.code != "moved_on":
            raise
        content = {"error": refused.message, "field": "version", "code": refused.code}
        return JsonResponse({**content, "cart": _own_cart(request)}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"success": True, "cart": _own_cart(request)})


@require_http_methods(["DELETE"])
@json_view
def delete_cart(request: ShopRequest, code: str) -> HttpResponse:
    """Close the shopper's own cart, or remove the shop's items from a cart on behalf of the shop."""
    own = Cart.objects.open_of(request.shopper)
    if own and own.code == code:
        own.close()
    else:
        _remove_items(request, code)
    return JsonResponse({"success": True})


@require_safe
def show_description(request: ShopRequest) -> HttpResponse:
    """Return the OpenAPI description of the API."""
    return JsonResponse(openapi())


def _remove_items(request: ShopRequest, code: str) -> None:
    scopes = _list_scopes(request)
    for scope in scopes:
        if found := scope.carts().with_code(code).first():
            user, reason = request.shopper.user, _reason(request)
            if scope.shop:
                found.remove_items_of(scope.shop, by=user, reason=reason)
            else:
                found.close(by=user, ends_checkout=False, reason=reason)
            return
    raise _not_found()


def _reason(request: ShopRequest) -> str:
    """Return the reason that the shopper reads; refused if it is not one short line."""
    try:
        return str(LineField(max_length=200, required=False).clean(request.GET.get("reason", "")))
    except ValidationError as wrong:
        raise Refused(wrong.messages[0], field="reason", code="invalid") from None


def _get_scope(request: ShopRequest) -> Scope:
    """Return the scope of `?shop=`, or of the only shop of the user."""
    slug, scopes = request.GET.get("shop"), _list_scopes(request)
    if slug is not None:
        if slug != slugify(slug):
            raise Refused("That is not the short name of a shop.", field="shop", code="invalid")
        scopes = [scope for scope in scopes if scope.shop and scope.shop.slug == slug] or _any_shop(request, slug)
    if not scopes:
        raise _not_found()
    if len(scopes) > 1 and scopes[0].shop:
        names = ", ".join(sorted(scope.shop.slug for scope in scopes if scope.shop))
        raise Refused(f"You work in several shops; choose one with ?shop=: {names}.", field="shop", code="invalid")
    return scopes[0]


def _list_scopes(request: ShopRequest) -> list[Scope]:
    """Return the scopes of the user, the platform's first."""
    user = request.shopper.user
    if user is None:
        raise Refused("Sign in first.", code="sign_in")
    return [*([Scope()] if user.is_staff else []), *map(Scope, Shop.objects.run_by(user))]


def _any_shop(request: ShopRequest, slug: str) -> list[Scope]:
    """Return the scope of any open shop, for staff of the platform."""
    user = request.shopper.user
    return list(map(Scope, Shop.objects.open().filter(slug=slug))) if user and user.is_staff else []


def _not_found() -> Refused:
    return Refused("Not found.", code="not_there")


def _own_cart(request: ShopRequest) -> dict[str, Any]:
    return cart_as_json(CartSummary.of(request.shopper))


def _read_update(request: ShopRequest) -> tuple[dict[int, int], int]:
    """Read quantities by item and the version from the body; refused with the invalid field."""
    # Clients that send no content type are accepted.
    if request.content_type not in {"", JSON}:
        raise Refused("Send JSON, with Content-Type: application/json.", field="body", code="media_type")
    try:
        body = json.loads(request.body)
    except RequestDataTooBig:
        raise Refused("The request is too large.", field="body", code="large") from None
    except (ValueError, RecursionError):
        raise Refused("That is not JSON.", field="body", code="invalid") from None
    if not isinstance(body, dict):
        raise Refused("A JSON object is needed.", field="body", code="invalid")
    items = body.get("items")
    if not isinstance(items, list):
        raise Refused("A list is needed.", field="items", code="invalid")
    wanted: dict[int, int] = {}
    for place, line in enumerate(items):
        item, quantity = _line(line, f"items.{place}")
        if item in wanted:
            raise Refused("This item is listed twice.", field=f"items.{place}.id", code="invalid")
        wanted[item] = quantity
    return wanted, _number(body, "version", "version", least=0)


def _line(line: Any, name: str) -> tuple[int, int]:
    if not isinstance(line, dict):
        raise Refused("An object with id and quantity is needed.", field=name, code="invalid")
    return _number(line, "id", f"{name}.id"), _number(line, "quantity", f"{name}.quantity")


def _number(values: dict[str, Any], key: str, name: str, least: int = 1) -> int:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= BIGGEST_ID:
        raise Refused(f"A whole number from {least} on is needed.", field=name, code="invalid")
    return value
