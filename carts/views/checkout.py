"""Checkout: the pending order of a cart, its page, and the time to pay."""

import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carts.checkout import check_out_cart
from carts.forms import CheckoutForm, PayForm
from carts.views.responses import cart_context, render_cart_page, require_valid
from marketplace.errors import HoldLapsed, OrderClosed, Refused
from marketplace.gateways import default_gateway
from marketplace.models import Order, OrderLine
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import order_page


@never_cache
@require_POST
def start_checkout(request: ShopRequest) -> HttpResponse:
    """Create a pending order that holds the stock of the cart, and redirect to its page."""
    try:
        key = require_valid(CheckoutForm(request.POST))["key"]
        order = check_out_cart(request.shopper, key=key)
    except Refused as refused:
        return render_cart_page(request, refused)
    return redirect(order_path(order))


@never_cache
@require_safe
@order_page("carts:pay_page")
def show_checkout(request: ShopRequest, number: str) -> HttpResponse:
    """Show shipping address, payment methods, order summary and time to pay; htmx re-reads the time."""
    order = get_own_order(request, number)
    if request.htmx:
        return render(request, "carts/_hold.html", order_context(order))
    if not order.is_unpaid:
        return redirect(order)
    if not order.is_payable():
        return render_expired(request, order, status=HTTPStatus.OK)
    return render_pay_page(request, order, PayForm(initial=initial_address(request, order)))


@never_cache
@require_POST
@order_page("carts:pay_page")
def extend_hold(request: ShopRequest, number: str) -> HttpResponse:
    """Restart the time to pay, once per order."""
    order = get_own_order(request, number)
    try:
        order.renew()
    except HoldLapsed:
        return render_expired(request, order)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"You have {order.hold_time.seconds // 60} more minutes to pay.")
    return redirect(order_path(order))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_page("carts:pay_page")
def restart_checkout(request: ShopRequest, number: str) -> HttpResponse:
    """Start a new checkout after the time to pay is over, with the address of the payment form."""
    order = get_own_order(request, number)
    if request.method != "POST":
        return redirect(order_path(order))
    order.keep_address(PayForm(request.POST).known())
    return render_expired(request, order) if order.hold_for else start_checkout(request)


@never_cache
@require_POST
@order_page("carts:pay_page")
def cancel_checkout(request: ShopRequest, number: str) -> HttpResponse:
    """Cancel the order and release its stock; the cart stays, and the order of a deal is shown."""
    order = get_own_order(request, number)
    try:
        order.cancel()
    except OrderClosed as refused:
        messages.error(request, refused.message)
        return redirect(order)
    if order.lines.filter(source=OrderLine.Source.DEAL).exists():
        # A deal has no cart: the cart page would not show it.
        messages.info(request, "Your checkout was cancelled. Nothing was charged.")
        return redirect(order)
    messages.info(request, "Your checkout was cancelled. Nothing was charged, and your cart was kept.")
    return redirect("carts:cart")


def get_own_order(request: ShopRequest, number: str) -> Order:
    """Return an order of the shopper; 404 for orders of others."""
    return get_object_or_404(Order.objects.of(request.shopper), number=number)


def order_path(order: Order) -> str:
    """Return the path of the checkout page of an unpaid order, else of the order page."""
    return reverse("carts:pay_page", args=[order.number]) if order.is_unpaid else order.get_absolute_url()


def render_pay_page(
    request: ShopRequest, order: Order, form: PayForm, *, status: int = 200, key: str = ""
) -> HttpResponse:
    """Render the checkout page of a pending order; `key` is the key of a form that is shown again."""
    context = {
        "form": form,
        "methods": default_gateway().methods(),
        "chosen": form["method"].value(),
        "payment": order.payments.last(),
        "asks_for_proof": order.buyer_id is None and not order.proved_address and bool(order.limited_units()),
        "key": key or uuid.uuid4().hex,
    }
    return render(request, "carts/checkout.html", {**context, **order_context(order)}, status=status)


def order_context(order: Order) -> dict[str, Any]:
    """Return the template context about a pending order."""
    lines = order.lines.select_related("product", "shop").prefetch_related("product__images")
    hold = {"deadline": order.expires_at, "is_payable": order.is_payable(), "keeps_stock": order.keeps_stock}
    warning = {"warn_minutes": settings.HOLD_WARNING_MINUTES, "warn_seconds": settings.HOLD_WARNING_MINUTES * 60}
    return {"order": order, "lines": lines, **hold, **warning}


def render_expired(request: ShopRequest, order: Order, *, status: int = HTTPStatus.CONFLICT) -> HttpResponse:
    """Render the page that the time to pay is over."""
    hold = {"keeps_stock": order.keeps_stock, "cool_off_minutes": settings.HOLD_COOL_OFF_MINUTES}
    context = cart_context(request, order=order, **hold)
    return render(request, "carts/expired.html", context, status=status)


def initial_address(request: ShopRequest, order: Order) -> dict[str, Any]:
    """Return the initial values of the address form: the last entered address, else those of the account.

    An address entered in an expired checkout counts too.
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
