"""How the cart answers: the partial to htmx, a redirect or the whole page to a plain form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from carts.cart_summary import Contents
from carts.models import Cart
from marketplace.errors import CheckoutRefused, KeyReused, Refused
from marketplace.web.requests import ShopRequest

STATUS = {"not_found": 404, "unknown_item": 404, "quantity": 422, "invalid": 422, "copy": 400}
UNPROCESSABLE, CONFLICT = 422, 409


def pictured(request: ShopRequest, **more: Any) -> dict[str, Any]:
    """Return what the cart's page needs: the cart as it is now."""
    return {"cart": Contents.of(request.shopper), **more}


def status_of(refused: Refused | None) -> int:
    """Return the HTTP status that says what a refusal says: 409 where the form was right but the facts are not."""
    if refused is None:
        return 200
    if isinstance(refused, KeyReused | CheckoutRefused):
        return CONFLICT
    return STATUS.get(refused.code, CONFLICT if refused.code else UNPROCESSABLE)


def whole_page(request: ShopRequest, refused: Refused | None = None) -> HttpResponse:
    """Render the cart page, with what was refused on it."""
    return render(request, "carts/cart.html", pictured(request, refused=refused), status=status_of(refused))


def lines(request: ShopRequest) -> HttpResponse:
    """Render the part of the cart page that changes."""
    return render(request, "carts/_cart.html", pictured(request))


def offer_undo(request: ShopRequest, cart: Cart, message: str) -> str:
    """Say that something was done, with a button that takes it back; returns nothing more to say."""
    messages.success(request, message, extra_tags=f"undo-{cart.version}")
    return ""


def done(request: ShopRequest, message: str = "") -> HttpResponse:
    """Answer a change that was made."""
    if message:
        messages.success(request, message)
    return _partials(request) if request.htmx else redirect("carts:cart")


def turned_down(request: ShopRequest, refused: Refused) -> HttpResponse:
    """Answer a change that was refused: the reason, the field it is about, a 4xx status, and the cart as it is."""
    if not request.htmx:
        return whole_page(request, refused)
    return _partials(request, refused)


def _partials(request: ShopRequest, refused: Refused | None = None) -> HttpResponse:
    """Render what htmx puts into the page: the box in the header, the messages, and on the cart page its lines."""
    on_cart_page = request.htmx.current_url_abs_path == reverse("carts:cart")
    context = pictured(request, refused=refused, target=request.htmx.target, on_cart_page=on_cart_page)
    return render(request, "carts/_answer.html", context, status=status_of(refused))


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Return the cleaned data of a bound form; raises `Refused` that names the first wrong field."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    if field == NON_FIELD_ERRORS:
        raise Refused(str(errors[0]), code="invalid")
    raise Refused(f"{field.capitalize()}: {errors[0]}", field=field, code="invalid")
