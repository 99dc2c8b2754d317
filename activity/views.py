"""Recent purchases: as a page, and as the toasts that an open page re-reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activity.models import PurchaseActivity
from activity.recent import toasts_for
from marketplace.requests import ShopRequest

ON_PAGE = 50


@require_safe
def purchases(request: ShopRequest) -> HttpResponse:
    """List the newest purchases that anybody may see."""
    activities = [activity.toast for activity in PurchaseActivity.objects.recent(ON_PAGE)]
    return render(request, "activity/list.html", {"activities": activities})


@never_cache
@require_safe
def recent_toasts(request: ShopRequest) -> HttpResponse:
    """Answer with the toasts as a page rendered now would have them waiting; the page knows which it has shown."""
    return render(request, "activity/_fresh.html", {"toasts": toasts_for(request.shopper)})
