"""Carts as JSON, for other programs: those a desk may see, and the asker's own; `carts/openapi.json` describes it."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carts.cart_summary import Contents
from carts.desk.filters import Wish
from carts.desk.rows import Figures, Row, loaded, matching
from carts.desk.scope import Scope
from carts.desk.serializers import MOST, cart_as_json, row_as_json
from carts.models import Cart
from carts.openapi import openapi
from marketplace.errors import Refused
from marketplace.models import Shop
from marketplace.text.form_fields import LineField
from marketplace.web.requests import ShopRequest

BAD_REQUEST, UNAUTHORIZED, NOT_FOUND, CONFLICT, TOO_LARGE, UNSUPPORTED = 400, 401, 404, 409, 413, 415
BIGGEST_ID = 2**63 - 1
JSON = "application/json"
STATUS = {
    "sign_in": UNAUTHORIZED,
    "not_there": NOT_FOUND,
    "invalid": BAD_REQUEST,
    "large": TOO_LARGE,
    "media_type": UNSUPPORTED,
}
STATUS |= dict.fromkeys(("unknown_item", "quantity", "too_many_lines"), BAD_REQUEST)
View = Callable[..., HttpResponse]


def answers_json(view: View) -> View:
    """Turn what is refused into an answer that names the field and says why."""

    @wraps(view)
    def answer(request: ShopRequest, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except Refused as refused:
            told = {"error": refused.message, "field": refused.field or None, "code": refused.code or None}
            return JsonResponse(told, status=STATUS.get(refused.code, CONFLICT))

    return never_cache(answer)


@require_safe
@answers_json
def active(request: ShopRequest) -> HttpResponse:
    """Return the carts being built right now that hold the shop's things, newest change first."""
    scope = _desk(request)
    carts = loaded(scope, matching(scope, Wish()).order_by("-updated_at", "-pk"))[:MOST]
    return JsonResponse([row_as_json(Row(cart, scope)) for cart in carts], safe=False)


@require_safe
@answers_json
def count(request: ShopRequest) -> HttpResponse:
    """Return how many carts are being built right now, by state."""
    figures = Figures.of(_desk(request))
    told = {"active": figures.active, "idle": figures.idle, "checkout": figures.checkout}
    return JsonResponse({"count": figures.live, **told})


@require_POST
@answers_json
def update(request: ShopRequest) -> HttpResponse:
    """Have exactly these items in the asker's own cart, provided it is as they saw it; prices are the server's."""
    wanted, version = _asked(request)
    try:
        Cart.objects.set_to(request.shopper, wanted, version=version)
    except Refused as refused:
        if refused.code != "moved_on":
            raise
        told = {"error": refused.message, "field": "version", "code": refused.code}
        return JsonResponse({**told, "cart": _own(request)}, status=CONFLICT)
    return JsonResponse({"success": True, "cart": _own(request)})


@require_http_methods(["DELETE"])
@answers_json
def cart(request: ShopRequest, code: str) -> HttpResponse:
    """Close the asker's own cart, or take the shop's things out of one on behalf of the shop."""
    own = Cart.objects.of(request.shopper)
    if own and own.code == code:
        own.close()
    else:
        _take_out(request, code)
    return JsonResponse({"success": True})


@require_safe
def description(request: ShopRequest) -> HttpResponse:
    """Return the description of all this as OpenAPI."""
    return JsonResponse(openapi())


def _take_out(request: ShopRequest, code: str) -> None:
    scopes = _desks(request)
    for scope in scopes:
        if found := scope.carts().coded(code).first():
            user, reason = request.shopper.user, _reason(request)
            if scope.shop:
                found.withdraw(scope.shop, by=user, reason=reason)
            else:
                found.close(by=user, ends_checkout=False, reason=reason)
            return
    raise _not_there()


def _reason(request: ShopRequest) -> str:
    """Return what the shopper is told as the reason; refused where it is not one line of moderate length."""
    try:
        return str(LineField(max_length=200, required=False).clean(request.GET.get("reason", "")))
    except ValidationError as wrong:
        raise Refused(wrong.messages[0], field="reason", code="invalid") from None


def _desk(request: ShopRequest) -> Scope:
    """Return the desk that is meant: the one shop they work in, or that of `?shop=`."""
    slug, scopes = request.GET.get("shop"), _desks(request)
    if slug is not None:
        if slug != slugify(slug):
            raise Refused("That is no shop’s name in addresses.", field="shop", code="invalid")
        scopes = [scope for scope in scopes if scope.shop and scope.shop.slug == slug] or _any(request, slug)
    if not scopes:
        raise _not_there()
    if len(scopes) > 1 and scopes[0].shop:
        names = ", ".join(sorted(scope.shop.slug for scope in scopes if scope.shop))
        raise Refused(f"You work in several shops; say which: {names}.", field="shop", code="invalid")
    return scopes[0]


def _desks(request: ShopRequest) -> list[Scope]:
    """Return the desks the asker works at, the platform's first."""
    user = request.shopper.user
    if user is None:
        raise Refused("Sign in first.", code="sign_in")
    return [*([Scope()] if user.is_staff else []), *map(Scope, Shop.objects.run_by(user))]


def _any(request: ShopRequest, slug: str) -> list[Scope]:
    """Return the desk of any shop, for the platform's staff."""
    user = request.shopper.user
    return list(map(Scope, Shop.objects.open().filter(slug=slug))) if user and user.is_staff else []


def _not_there() -> Refused:
    return Refused("There is nothing like that.", code="not_there")


def _own(request: ShopRequest) -> dict[str, Any]:
    return cart_as_json(Contents.of(request.shopper))


def _asked(request: ShopRequest) -> tuple[dict[int, int], int]:
    """Return the quantities by item and the version that were sent; refused with the field that is wrong."""
    # Tools that name no type at all send JSON too.
    if request.content_type not in {"", JSON}:
        raise Refused("Send JSON, with Content-Type: application/json.", field="body", code="media_type")
    try:
        sent = json.loads(request.body)
    except RequestDataTooBig:
        raise Refused("That is too much for a cart.", field="body", code="large") from None
    except (ValueError, RecursionError):
        raise Refused("That is not JSON.", field="body", code="invalid") from None
    if not isinstance(sent, dict):
        raise Refused("A JSON object is needed.", field="body", code="invalid")
    items = sent.get("items")
    if not isinstance(items, list):
        raise Refused("A list is needed.", field="items", code="invalid")
    wanted: dict[int, int] = {}
    for place, line in enumerate(items):
        item, quantity = _line(line, f"items.{place}")
        if item in wanted:
            raise Refused("This item comes twice.", field=f"items.{place}.id", code="invalid")
        wanted[item] = quantity
    return wanted, _number(sent, "version", "version", least=0)


def _line(line: Any, name: str) -> tuple[int, int]:
    if not isinstance(line, dict):
        raise Refused("An object with id and quantity is needed.", field=name, code="invalid")
    return _number(line, "id", f"{name}.id"), _number(line, "quantity", f"{name}.quantity")


def _number(told: dict[str, Any], key: str, name: str, least: int = 1) -> int:
    value = told.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= BIGGEST_ID:
        raise Refused(f"A whole number from {least} on is needed.", field=name, code="invalid")
    return value
