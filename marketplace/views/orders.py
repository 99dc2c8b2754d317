"""The buyer's own orders."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.models import Order
from marketplace.requests import ShopRequest

ORDERS_PER_PAGE = 20


@never_cache
@require_safe
def orders(request: ShopRequest) -> HttpResponse:
    """List the shopper's own orders, newest first."""
    mine = Order.objects.of(request.shopper).prefetch_related("lines__product__images").order_by("-created_at", "-pk")
    page = Paginator(mine, ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/orders.html", {"page_obj": page})


@never_cache
@require_safe
def order(request: ShopRequest, number: str) -> HttpResponse:
    """Show one of the shopper's own orders; anybody else's is not there."""
    return render(request, "marketplace/order.html", _own(request, number))


@never_cache
@require_safe
def order_status(request: ShopRequest, number: str) -> HttpResponse:
    """Show how far an order got: the part of its page that follows it live."""
    return render(request, "marketplace/_order_status.html", _own(request, number))


def _own(request: ShopRequest, number: str) -> dict[str, object]:
    mine = Order.objects.of(request.shopper)
    order = get_object_or_404(mine, number=number)
    lines = order.lines.select_related("product", "shop").prefetch_related("product__images")
    return {"order": order, "lines": lines, "payment": order.payments.last()}
