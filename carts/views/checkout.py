"""Checkout: from the cart to a pending order, its page, and the time it has."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carts.forms import CheckoutForm, PayForm
from carts.models import Cart
from carts.views.responses import CONFLICT, cleaned, pictured, whole_page
from marketplace.errors import HoldLapsed, OrderClosed, Refused
from marketplace.gateways import gateway
from marketplace.models import Order, OrderLine
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import own_page


@never_cache
@require_POST
def start(request: ShopRequest) -> HttpResponse:
    """Turn the cart into a pending order that holds its stock, and go to its page."""
    try:
        key = cleaned(CheckoutForm(request.POST))["key"]
        order = Cart.objects.check_out(request.shopper, key=key)
    except Refused as refused:
        return whole_page(request, refused)
    return redirect(page_of(order))


@never_cache
@require_safe
@own_page("carts:pay_page")
def show(request: ShopRequest, number: str) -> HttpResponse:
    """Show where to ship to, how to pay, what is bought, and how long it stays set aside; htmx re-reads the latter."""
    order = own(request, number)
    if request.htmx:
        return render(request, "carts/_hold.html", summary_of(order))
    if not order.is_unpaid:
        return redirect(order)
    if not order.is_payable():
        return lapsed(request, order, status=200)
    return pay_page(request, order, PayForm(initial=known_about(request, order)))


@never_cache
@require_POST
@own_page("carts:pay_page")
def renew(request: ShopRequest, number: str) -> HttpResponse:
    """Start the time to pay anew, once."""
    order = own(request, number)
    try:
        order.renew()
    except HoldLapsed:
        return lapsed(request, order)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"You have {order.hold_time.seconds // 60} minutes again, from now.")
    return redirect(page_of(order))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_page("carts:pay_page")
def again(request: ShopRequest, number: str) -> HttpResponse:
    """Check out once more after the time to pay was over, with what the payment form held by then."""
    order = own(request, number)
    if request.method != "POST":
        return redirect(page_of(order))
    order.keep_address(PayForm(request.POST).known())
    return lapsed(request, order) if order.hold_for else start(request)


@never_cache
@require_POST
@own_page("carts:pay_page")
def cancel(request: ShopRequest, number: str) -> HttpResponse:
    """Give the stock back; the cart stays as it is, and a deal leads to its order."""
    order = own(request, number)
    try:
        order.cancel()
    except OrderClosed as refused:
        messages.error(request, refused.message)
        return redirect(order)
    if order.lines.filter(source=OrderLine.Source.DEAL).exists():
        # A deal came from no cart: the cart would show nothing of it.
        messages.info(request, "Your checkout was cancelled. Nothing was charged.")
        return redirect(order)
    messages.info(request, "Your checkout was cancelled. Nothing was charged, and your cart is as it was.")
    return redirect("carts:cart")


def own(request: ShopRequest, number: str) -> Order:
    """Return one of the shopper's own orders; anybody else's is not there (404)."""
    return get_object_or_404(Order.objects.of(request.shopper), number=number)


def page_of(order: Order) -> str:
    """Return where an order goes on: its checkout page while it is unpaid, else the order's own."""
    return reverse("carts:pay_page", args=[order.number]) if order.is_unpaid else order.get_absolute_url()


def pay_page(request: ShopRequest, order: Order, form: PayForm, *, status: int = 200, key: str = "") -> HttpResponse:
    """Render the checkout page of a pending order; `key` is that of a form shown once more."""
    context = {
        "form": form,
        "methods": gateway().methods(),
        "chosen": form["method"].value(),
        "payment": order.payments.last(),
        "asks_for_proof": order.buyer_id is None and not order.proved_address and bool(order.limited_units()),
        "key": key or uuid.uuid4().hex,
    }
    return render(request, "carts/checkout.html", {**context, **summary_of(order)}, status=status)


def summary_of(order: Order) -> dict[str, Any]:
    """Return what the pages of a pending order show beside the form."""
    lines = order.lines.select_related("product", "shop").prefetch_related("product__images")
    hold = {"deadline": order.expires_at, "is_payable": order.is_payable(), "keeps_stock": order.keeps_stock}
    warning = {"warn_minutes": settings.HOLD_WARNING_MINUTES, "warn_seconds": settings.HOLD_WARNING_MINUTES * 60}
    return {"order": order, "lines": lines, **hold, **warning}


def lapsed(request: ShopRequest, order: Order, *, status: int = CONFLICT) -> HttpResponse:
    """Say that the time to pay is over and what to do now."""
    hold = {"keeps_stock": order.keeps_stock, "cool_off_minutes": settings.HOLD_COOL_OFF_MINUTES}
    context = pictured(request, order=order, **hold)
    return render(request, "carts/lapsed.html", context, status=status)


def known_about(request: ShopRequest, order: Order) -> dict[str, Any]:
    """Return what the address form starts with: what was entered before, else what the account tells.

    What was entered for a checkout that ran out counts as well.
    """
    entered = order if order.ship_name else Order.objects.filled_in_by(request.shopper)
    if entered:
        known = {name: getattr(entered, name) for name in PayForm.base_fields if hasattr(entered, name)}
        return known | {"remind_me": order.carts.exclude(reminder_email="").exists()}
    user = request.shopper.user
    if user is None:
        return {"email": order.email}
    return {
        "email": user.email,
        "ship_name": user.display_name,
        "ship_city": user.city,
        "ship_region": user.region,
        "ship_country": user.country,
        "show_activity": user.show_purchase_activity,
        "hide_amount": user.hide_purchase_amount,
    }
