"""The buyer's orders: the account's own, and orders opened in this browser by a mailed link."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.models import Order, Refund
from marketplace.models.order_access import find_visible_orders
from marketplace.models.order_queries import OrderQuerySet
from marketplace.orders.shop_orders import find_shop_orders
from marketplace.web.requests import ShopRequest
from marketplace.web.signed_out import order_page

ORDERS_PER_PAGE = 20


@never_cache
@require_safe
def order_list(request: ShopRequest) -> HttpResponse:
    """List the shopper's own orders, newest first."""
    return render(request, "marketplace/orders/list.html", _get_list_context(request))


@never_cache
@require_safe
def order_list_partial(request: ShopRequest) -> HttpResponse:
    """Render the live part of the order list."""
    return render(request, "marketplace/orders/_list.html", _get_list_context(request))


@never_cache
@require_safe
@order_page("marketplace:order")
def order_detail(request: ShopRequest, number: str) -> HttpResponse:
    """Show one of the shopper's own orders; 404 for all others."""
    return render(request, "marketplace/orders/detail.html", _get_order_context(_get_order(request, number)))


@never_cache
@require_safe
@order_page("marketplace:order")
def order_detail_partial(request: ShopRequest, number: str) -> HttpResponse:
    """Render the live part of an order's page."""
    return render(request, "marketplace/orders/_detail.html", _get_order_context(_get_order(request, number)))


@never_cache
@require_POST
@order_page("marketplace:order")
def mark_delivered(request: ShopRequest, number: str, pk: int) -> HttpResponse:
    """Mark one shop's parcel as delivered."""
    order = _get_order(request, number)
    if get_object_or_404(order.shipments, pk=pk).deliver():
        messages.success(request, "Marked as delivered.")
    else:
        messages.info(request, "This was already marked as delivered.")
    return redirect(order)


@never_cache
@require_POST
@order_page("marketplace:order")
def hide_order(request: ShopRequest, number: str) -> HttpResponse:
    """Stop showing a purchase to other shoppers."""
    order = _get_order(request, number)
    order.hide()
    messages.success(request, "This purchase is now hidden from other shoppers.")
    return redirect(order)


@never_cache
@require_POST
@order_page("marketplace:order")
def hide_order_price(request: ShopRequest, number: str) -> HttpResponse:
    """Stop showing the price of a purchase to other shoppers."""
    order = _get_order(request, number)
    order.hide_price()
    messages.success(request, "The price is now hidden from other shoppers.")
    return redirect(order)


def _get_list_context(request: ShopRequest) -> dict[str, object]:
    mine = _get_visible_orders(request).prefetch_related("lines__product__images").order_by("-created_at", "-pk")
    page = Paginator(mine, ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page_obj": page, "is_signed_out": not request.user.is_authenticated, "back": reverse("marketplace:orders")}


def _get_order(request: ShopRequest, number: str) -> Order:
    return get_object_or_404(_get_visible_orders(request), number=number)


def _get_visible_orders(request: ShopRequest) -> OrderQuerySet:
    return find_visible_orders(request.shopper.holders, request.visitor.digest)


def _get_order_context(order: Order) -> dict[str, object]:
    refunds = Refund.objects.filter(payment__order=order).prefetch_related("lines")
    return {
        "order": order,
        "shop_orders": find_shop_orders(order),
        "payment": order.payments.last(),
        "refunds": refunds,
    }
