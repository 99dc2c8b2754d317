"""Recent purchases: as a list, as toasts for open pages, and the explanation of each."""

import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from activity.models import PurchaseActivity, ToastCount
from activity.pages import first_page, page_after
from activity.preview import preview_checkout, preview_context
from activity.recent_toasts import toasts_for
from marketplace.models import Order
from marketplace.tracking.new_visitor_limits import TOASTS
from marketplace.tracking.view_filter import is_automated, is_counted
from marketplace.web.requests import ShopRequest

MOST_KEYS = 50
_KEYS = re.compile(rf"([0-9a-f]{{20}}(,[0-9a-f]{{20}}){{0,{MOST_KEYS - 1}}})?")


@require_safe
def list_purchases(request: ShopRequest) -> HttpResponse:
    """List the public purchases: the newest, or those before the one of the key `before`."""
    before = request.GET.get("before", "").replace("\0", " ")
    page = page_after(before) if before else first_page()
    return render(request, "activity/list.html", {"page": page, "is_first": not before})


@never_cache
@require_safe
def first_rows(request: ShopRequest) -> HttpResponse:
    """Show the live part of the first page."""
    return render(request, "activity/_purchases.html", {"page": first_page()})


@never_cache
@require_safe
def recent_toasts(request: ShopRequest) -> HttpResponse:
    """Return the current toasts; the page itself knows the ones it has shown."""
    return render(request, "activity/_fresh.html", {"toasts": toasts_for(request.shopper)})


@require_safe
def explain_purchase(request: ShopRequest, key: str) -> HttpResponse:
    """Explain a toast without naming the buyer. A toast that may not be shown gets a 404 without a reason."""
    shown = PurchaseActivity.objects.shown().ready_to_show()
    # The toast of an order keeps its key after the line of this key is withdrawn.
    found = shown.filter(key=key).first() or shown.filter(order__activities__key=key).order_by("pk").first()
    if found is None:
        return render(request, "activity/gone.html", status=HTTPStatus.NOT_FOUND)
    is_own = found.order.holder in request.shopper.holders
    context = {"activity": found.toast, "own_order": found.order if is_own else None}
    rules = {"others": settings.TOAST_OTHER_BUYERS, "hours": settings.ACTIVITY_HOURS}
    return render(request, "activity/explanation.html", {**context, **rules})


@require_safe
def show_order(request: ShopRequest, key: str) -> HttpResponse:
    """List the public lines of one order."""
    found = PurchaseActivity.objects.filter(key=key).whole_orders().public_orders(1)
    if not found:
        return render(request, "activity/gone.html", status=HTTPStatus.NOT_FOUND)
    return render(request, "activity/order.html", {"purchases": [line.toast for line in found[0].lines]})


@never_cache
@require_POST
def preview_toast(request: ShopRequest, number: str) -> HttpResponse:
    """Preview the toast of the shopper's own checkout from the values of its form; nothing is stored."""
    order = get_object_or_404(Order.objects.of(request.shopper), number=number)
    fields = ("ship_name", "ship_city", "ship_region", "ship_country")
    typed: dict[str, Any] = {name: request.POST.get(name, "")[:80].replace("\0", "") for name in fields}
    typed |= {name: bool(request.POST.get(name)) for name in ("show_activity", "hide_amount")}
    preview = preview_checkout(order, request.shopper.user, typed)
    return render(request, "activity/_preview.html", preview_context(preview, request.path))


# Without a CSRF token, like all requests by `sendBeacon`: see `marketplace.views.tracking`.
@csrf_exempt
@never_cache
@require_POST
def count_toasts(request: ShopRequest) -> HttpResponse:
    """Count the toasts that a page has shown, and the clicked ones: `shown` and `clicked` are keys with commas."""
    reported = {name: request.POST.get(name, "") for name in ("shown", "clicked")}
    for name, keys in reported.items():
        if not _KEYS.fullmatch(keys):
            return HttpResponse(
                f"{name}: up to {MOST_KEYS} keys, with commas between them.", status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
    visitor = request.visitor
    if visitor.has_cookie and not is_automated(request) and is_counted(request, TOASTS, f"v-{visitor.digest}"):
        ToastCount.objects.record(visitor.digest, *(keys.split(",") if keys else [] for keys in reported.values()))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
