"""The buyer's orders: their own, and those opened in their browser by the link of a mail."""

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
    return render(request, "marketplace/orders/list.html", _listed(request))


@never_cache
@require_safe
def order_list_partial(request: ShopRequest) -> HttpResponse:
    """Show the part of the list's page that follows its orders live."""
    return render(request, "marketplace/orders/_list.html", _listed(request))


@never_cache
@require_safe
@order_page("marketplace:order")
def order_detail(request: ShopRequest, number: str) -> HttpResponse:
    """Show one of the shopper's own orders; anybody else's is not there."""
    return render(request, "marketplace/orders/detail.html", _pictured(_own(request, number)))


@never_cache
@require_safe
@order_page("marketplace:order")
def order_detail_partial(request: ShopRequest, number: str) -> HttpResponse:
    """Show how far an order got: the part of its page that follows it live."""
    return render(request, "marketplace/orders/_detail.html", _pictured(_own(request, number)))


@never_cache
@require_POST
@order_page("marketplace:order")
def mark_delivered(request: ShopRequest, number: str, pk: int) -> HttpResponse:
    """Note that one shop's parcel has arrived."""
    order = _own(request, number)
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
    order = _own(request, number)
    order.hide()
    messages.success(request, "This purchase is now hidden from other shoppers.")
    return redirect(order)


@never_cache
@require_POST
@order_page("marketplace:order")
def hide_order_price(request: ShopRequest, number: str) -> HttpResponse:
    """Stop showing the price of a purchase to other shoppers."""
    order = _own(request, number)
    order.hide_price()
    messages.success(request, "The price is now hidden from other shoppers.")
    return redirect(order)


def _listed(request: ShopRequest) -> dict[str, object]:
    mine = _seen_by(request).prefetch_related("lines__product__images").order_by("-created_at", "-pk")
    page = Paginator(mine, ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page_obj": page, "is_signed_out": not request.user.is_authenticated, "back": reverse("marketplace:orders")}


def _own(request: ShopRequest, number: str) -> Order:
    return get_object_or_404(_seen_by(request), number=number)


def _seen_by(request: ShopRequest) -> OrderQuerySet:
    return find_visible_orders(request.shopper.holders, request.visitor.digest)


def _pictured(order: Order) -> dict[str, object]:
    refunds = Refund.objects.filter(payment__order=order).prefetch_related("lines")
    return {"order": order, "parts": find_shop_orders(order), "payment": order.payments.last(), "refunds": refunds}
