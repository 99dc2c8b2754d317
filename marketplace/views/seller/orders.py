"""Orders of a shop: search, live updates and shipping; each shop sees only its own lines."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from marketplace.errors import OrderClosed
from marketplace.forms.orders import OrderFilterForm, ShipForm
from marketplace.models import Order, Shipment, Shop
from marketplace.orders.shop_orders import (
    STATES,
    TO_SHIP,
    UNDER_WAY,
    ShopOrder,
    filter_by_state,
    filter_by_text,
    find_orders_of_shop,
    find_shop_order,
    paginate_shop_orders,
)
from marketplace.views.seller.access import get_staffed_shop, seller_page
from marketplace.web.requests import ShopRequest, get_member

CARRIERS = ["DHL", "DPD", "FedEx", "GLS", "Royal Mail", "UPS"]


@seller_page
@require_safe
def order_list(request: ShopRequest, shop: str) -> HttpResponse:
    """Show one page of the shop's orders, with search and filter."""
    return _render_list(request, get_staffed_shop(request, shop), "marketplace/seller/orders/list.html")


@seller_page
@require_safe
def order_list_partial(request: ShopRequest, shop: str) -> HttpResponse:
    """Render the live part of the order list."""
    return _render_list(request, get_staffed_shop(request, shop), "marketplace/seller/orders/_list.html")


@seller_page
@require_safe
def to_ship_badge(request: ShopRequest, shop: str) -> HttpResponse:
    """Render the number of orders to ship, the badge in the dashboard's navigation."""
    return render(request, "marketplace/seller/_to_ship.html", {"shop": get_staffed_shop(request, shop)})


@seller_page
@require_safe
def order_detail(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show the shop's lines of an order."""
    return _render_detail(request, get_shop_order(get_staffed_shop(request, shop), number))


@seller_page
@require_safe
def order_detail_partial(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Render the live part of an order's page."""
    shop_order = get_shop_order(get_staffed_shop(request, shop), number)
    return render(request, "marketplace/seller/orders/_detail.html", _get_detail_context(request, shop_order))


@seller_page
@require_POST
def ship_order(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Mark the shop's lines as shipped."""
    shop_order = get_shop_order(get_staffed_shop(request, shop), number)
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _render_detail(request, shop_order, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        Shipment.objects.send(shop_order.order, shop_order.shop, by=get_member(request), **form.cleaned_data)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Marked as shipped. We emailed the buyer.")
    return redirect("marketplace:seller_order", shop_order.shop.slug, number)


@seller_page
@require_POST
def correct_tracking(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Correct the carrier and tracking number of the shop's parcel."""
    shop_order = get_shop_order(get_staffed_shop(request, shop), number)
    if shop_order.shipment is None:
        raise Http404
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _render_detail(request, shop_order, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        shop_order.shipment.correct(by=get_member(request), **form.cleaned_data)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Tracking updated. We emailed the buyer.")
    return redirect("marketplace:seller_order", shop_order.shop.slug, number)


def get_shop_order(shop: Shop, number: str) -> ShopOrder:
    """Return the shop's lines of the order with a number; otherwise 404."""
    return find_shop_order(get_object_or_404(find_orders_of_shop(shop).select_related("buyer"), number=number), shop)


def _render_list(request: ShopRequest, shop: Shop, template: str) -> HttpResponse:
    form = OrderFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    found = find_orders_of_shop(shop) if form.is_valid() else Order.objects.none()
    found = filter_by_text(filter_by_state(found, shop, filters.get("status", "")), shop, filters.get("q", ""))
    page = paginate_shop_orders(shop, found, request.GET.get("page"))
    context = {
        "shop": shop,
        "form": form,
        "page_obj": page,
        "states": STATES.items(),
        "is_filtered": any(filters.values()),
    }
    return render(
        request, template, context, status=HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _render_detail(
    request: ShopRequest, shop_order: ShopOrder, form: ShipForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = _get_detail_context(request, shop_order, form)
    return render(request, "marketplace/seller/orders/detail.html", context, status=status)


def _get_detail_context(request: ShopRequest, shop_order: ShopOrder, form: ShipForm | None = None) -> dict[str, object]:
    sent = shop_order.shipment
    form = form or ShipForm(initial={"carrier": sent.carrier, "tracking": sent.tracking} if sent else None)
    is_owner = shop_order.shop.owner_id == get_member(request).pk
    waits = shop_order.state == TO_SHIP
    return {
        "shop": shop_order.shop, "order": shop_order.order, "shop_order": shop_order, "form": form,
        "is_correctable": shop_order.state == UNDER_WAY, "is_owner": is_owner, "waits": waits, "carriers": CARRIERS,
    }  # fmt: skip
