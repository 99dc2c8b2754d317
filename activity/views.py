"""Recent purchases: as pages, as the toasts that an open page re-reads, and what stands behind one."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from activity.models import PurchaseActivity, ToastCount
from activity.pages import after, newest
from activity.preview import preview_checkout, preview_context
from activity.toast_cache import toasts_for
from marketplace.models import Order
from marketplace.tracking.new_visitor_limits import TOASTS
from marketplace.tracking.view_filter import is_counted, is_program
from marketplace.web.requests import ShopRequest

MOST_TOLD = 50
_KEYS = re.compile(rf"([0-9a-f]{{20}}(,[0-9a-f]{{20}}){{0,{MOST_TOLD - 1}}})?")


@require_safe
def purchases(request: ShopRequest) -> HttpResponse:
    """List the purchases that anybody may see, the newest, or those before one of them."""
    before = request.GET.get("before", "").replace("\0", " ")
    page = after(before) if before else newest()
    return render(request, "activity/list.html", {"page": page, "is_first": not before})


@never_cache
@require_safe
def rows(request: ShopRequest) -> HttpResponse:
    """Show the part of the first page that follows purchases live."""
    return render(request, "activity/_purchases.html", {"page": newest()})


@never_cache
@require_safe
def recent_toasts(request: ShopRequest) -> HttpResponse:
    """Answer with the toasts as a page rendered now would have them waiting; the page knows which it has shown."""
    return render(request, "activity/_fresh.html", {"toasts": toasts_for(request.shopper)})


@require_safe
def why(request: ShopRequest, key: str) -> HttpResponse:
    """Say what stands behind a toast, and not who; where it may not be shown, not why not."""
    shown = PurchaseActivity.objects.shown().ready_to_show()
    # The toast of a basket keeps its name when the line of this name is gone.
    found = shown.filter(key=key).first() or shown.filter(order__activities__key=key).order_by("pk").first()
    if found is None:
        return render(request, "activity/gone.html", status=404)
    is_own = found.order.holder in request.shopper.holders
    context = {"activity": found.toast, "own_order": found.order if is_own else None}
    rules = {"others": settings.TOAST_OTHER_BUYERS, "hours": settings.ACTIVITY_HOURS}
    return render(request, "activity/why.html", {**context, **rules})


@require_safe
def basket(request: ShopRequest, key: str) -> HttpResponse:
    """List what is public of one order."""
    found = PurchaseActivity.objects.filter(key=key).whole_orders().baskets(1)
    if not found:
        return render(request, "activity/gone.html", status=404)
    return render(request, "activity/basket.html", {"purchases": [line.toast for line in found[0].lines]})


@never_cache
@require_POST
def preview(request: ShopRequest, number: str) -> HttpResponse:
    """Show what others will see of the shopper's own checkout, by what its form says so far; nothing is kept."""
    order = get_object_or_404(Order.objects.of(request.shopper), number=number)
    words = ("ship_name", "ship_city", "ship_region", "ship_country")
    typed: dict[str, Any] = {name: request.POST.get(name, "")[:80].replace("\0", "") for name in words}
    typed |= {name: bool(request.POST.get(name)) for name in ("show_activity", "hide_amount")}
    shown = preview_checkout(order, request.shopper.user, typed)
    return render(request, "activity/_preview.html", preview_context(shown, request.path))


# Without a form token, like all that pages tell of themselves: see `marketplace.views.tracking`.
@csrf_exempt
@never_cache
@require_POST
def noted(request: ShopRequest) -> HttpResponse:
    """Count the toasts that a page has shown, and those that were clicked: `shown` and `clicked`, keys with commas."""
    told = {name: request.POST.get(name, "") for name in ("shown", "clicked")}
    for name, keys in told.items():
        if not _KEYS.fullmatch(keys):
            return HttpResponse(f"{name}: up to {MOST_TOLD} keys, with commas between them.", status=422)
    visitor = request.visitor
    if visitor.has_cookie and not is_program(request) and is_counted(request, TOASTS, f"v-{visitor.digest}"):
        ToastCount.objects.note(visitor.digest, *(keys.split(",") if keys else [] for keys in told.values()))
    return HttpResponse(status=204)
