"""Responses of the cart views: partials for htmx, a redirect or the whole page for plain forms."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from carts.cart_summary import CartSummary
from carts.models import Cart
from marketplace.errors import CheckoutRefused, KeyReused, Refused
from marketplace.web.requests import ShopRequest

STATUS = {
    "not_found": HTTPStatus.NOT_FOUND,
    "unknown_item": HTTPStatus.NOT_FOUND,
    "quantity": HTTPStatus.UNPROCESSABLE_ENTITY,
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "copy": HTTPStatus.BAD_REQUEST,
}


def cart_context(request: ShopRequest, **more: Any) -> dict[str, Any]:
    """Return the template context with the shopper's cart as it is now."""
    return {"cart": CartSummary.of(request.shopper), **more}


def status_of(refused: Refused | None) -> int:
    """Return the HTTP status of a refusal: 409 if the form is valid but conflicts with the state of the shop."""
    if refused is None:
        return HTTPStatus.OK
    if isinstance(refused, KeyReused | CheckoutRefused):
        return HTTPStatus.CONFLICT
    return STATUS.get(refused.code, HTTPStatus.CONFLICT if refused.code else HTTPStatus.UNPROCESSABLE_ENTITY)


def render_cart_page(request: ShopRequest, refused: Refused | None = None) -> HttpResponse:
    """Render the cart page, with a refusal if there is one."""
    return render(request, "carts/cart.html", cart_context(request, refused=refused), status=status_of(refused))


def render_cart_partial(request: ShopRequest) -> HttpResponse:
    """Render the changing part of the cart page."""
    return render(request, "carts/_cart.html", cart_context(request))


def add_undo_message(request: ShopRequest, cart: Cart, message: str) -> str:
    """Add a message with an undo button; returns an empty text, as no other message is needed."""
    messages.success(request, message, extra_tags=f"undo-{cart.version}")
    return ""


def respond_to_change(request: ShopRequest, message: str = "") -> HttpResponse:
    """Return the response to a successful change."""
    if message:
        messages.success(request, message)
    return _render_partials(request) if request.htmx else redirect("carts:cart")


def respond_to_refusal(request: ShopRequest, refused: Refused) -> HttpResponse:
    """Return the response to a refused change: reason, field, a 4xx status, and the cart as it is."""
    if not request.htmx:
        return render_cart_page(request, refused)
    return _render_partials(request, refused)


def _render_partials(request: ShopRequest, refused: Refused | None = None) -> HttpResponse:
    """Render the partials for htmx: cart menu, messages, and the lines on the cart page."""
    on_cart_page = request.htmx.current_url_abs_path == reverse("carts:cart")
    context = cart_context(request, refused=refused, target=request.htmx.target, on_cart_page=on_cart_page)
    return render(request, "carts/_response.html", context, status=status_of(refused))


def require_valid(form: forms.Form) -> dict[str, Any]:
    """Return the cleaned data of a bound form; raises `Refused` with the first invalid field."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    if field == NON_FIELD_ERRORS:
        raise Refused(str(errors[0]), code="invalid")
    raise Refused(f"{field.capitalize()}: {errors[0]}", field=field, code="invalid")
