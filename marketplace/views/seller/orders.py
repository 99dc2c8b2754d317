"""Orders of a shop: found, followed live and shipped; of each only the shop's own part."""

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
    return _listed(request, get_staffed_shop(request, shop), "marketplace/seller/orders/list.html")


@seller_page
@require_safe
def order_list_partial(request: ShopRequest, shop: str) -> HttpResponse:
    """Show the part of the list's page that follows its orders live."""
    return _listed(request, get_staffed_shop(request, shop), "marketplace/seller/orders/_list.html")


@seller_page
@require_safe
def to_ship_badge(request: ShopRequest, shop: str) -> HttpResponse:
    """Show how many orders wait to be shipped: the badge in the desk's bar."""
    return render(request, "marketplace/seller/_to_ship.html", {"shop": get_staffed_shop(request, shop)})


@seller_page
@require_safe
def order_detail(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show the shop's part of an order."""
    return _shown(request, get_shop_order(get_staffed_shop(request, shop), number))


@seller_page
@require_safe
def order_detail_partial(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Show the part of an order's page that follows it live."""
    part = get_shop_order(get_staffed_shop(request, shop), number)
    return render(request, "marketplace/seller/orders/_detail.html", _pictured(request, part))


@seller_page
@require_POST
def ship_order(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Note that the shop's part is on its way."""
    part = get_shop_order(get_staffed_shop(request, shop), number)
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _shown(request, part, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        Shipment.objects.send(part.order, part.shop, by=get_member(request), **form.cleaned_data)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Marked as shipped. We emailed the buyer.")
    return redirect("marketplace:seller_order", part.shop.slug, number)


@seller_page
@require_POST
def correct_tracking(request: ShopRequest, shop: str, number: str) -> HttpResponse:
    """Put the carrier and tracking number of the shop's parcel right."""
    part = get_shop_order(get_staffed_shop(request, shop), number)
    if part.shipment is None:
        raise Http404
    form = ShipForm(request.POST)
    if not form.is_valid():
        return _shown(request, part, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        part.shipment.correct(by=get_member(request), **form.cleaned_data)
    except OrderClosed as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Tracking updated. We emailed the buyer.")
    return redirect("marketplace:seller_order", part.shop.slug, number)


def get_shop_order(shop: Shop, number: str) -> ShopOrder:
    """Return the shop's part of the order with that number."""
    return find_shop_order(get_object_or_404(find_orders_of_shop(shop).select_related("buyer"), number=number), shop)


def _listed(request: ShopRequest, shop: Shop, template: str) -> HttpResponse:
    form = OrderFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = find_orders_of_shop(shop) if form.is_valid() else Order.objects.none()
    found = filter_by_text(filter_by_state(found, shop, wanted.get("status", "")), shop, wanted.get("q", ""))
    page = paginate_shop_orders(shop, found, request.GET.get("page"))
    context = {
        "shop": shop,
        "form": form,
        "page_obj": page,
        "states": STATES.items(),
        "is_filtered": any(wanted.values()),
    }
    return render(
        request, template, context, status=HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _shown(
    request: ShopRequest, part: ShopOrder, form: ShipForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = _pictured(request, part, form)
    return render(request, "marketplace/seller/orders/detail.html", context, status=status)


def _pictured(request: ShopRequest, part: ShopOrder, form: ShipForm | None = None) -> dict[str, object]:
    sent = part.shipment
    form = form or ShipForm(initial={"carrier": sent.carrier, "tracking": sent.tracking} if sent else None)
    is_owner = part.shop.owner_id == get_member(request).pk
    waits = part.state == TO_SHIP
    return {
        "shop": part.shop, "order": part.order, "part": part, "form": form, "is_correctable": part.state == UNDER_WAY,
        "is_owner": is_owner, "waits": waits, "carriers": CARRIERS,
    }  # fmt: skip
