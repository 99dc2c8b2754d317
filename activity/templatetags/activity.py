"""Template tags for toasts, their previews, and their counts."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from activity.models import ToastCount
from activity.preview import order_activities, preview_checkout, preview_context, preview_member, preview_order
from activity.recent_toasts import toasts_for
from marketplace.models import Order, Product, User

register = template.Library()
PAGES_WITHOUT_TOASTS = ("trading:", "marketplace:seller_", "carts:checkout", "carts:pay", "carts:confirm", "admin:")
"""Prefixes of the URL names of pages without toasts, where nothing may distract."""
PURCHASE_LISTS = ("activity:list", "activity:together")
"""URL names of pages that list purchases themselves; toasts would cover the same purchases there."""


@register.inclusion_tag("activity/_toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """Render the corner for toasts, with the recent ones waiting; nothing without a request."""
    request: Any = context.get("request")
    shopper = None if _is_quiet(request) else getattr(request, "shopper", None)
    waiting = toasts_for(shopper) if shopper else []
    pace = settings.TOAST_PACE
    return {
        "request": request,
        "shopper": shopper,
        "toasts": waiting,
        "pace": json.dumps(pace),
        "hours": pace["MUTE_HOURS"],
        "is_list": _url_name(request) in PURCHASE_LISTS,
    }


def _is_quiet(request: Any) -> bool:
    return _url_name(request).startswith(PAGES_WITHOUT_TOASTS)


def _url_name(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""


@register.inclusion_tag("activity/_marks.html")
def own_purchases(order: Order) -> dict[str, Any]:
    """Render the keys of an order's toasts on its buyer's page, so that this browser does not show them."""
    return {"keys": [one.key for one in order_activities(order)], "why": "own"}


@register.inclusion_tag("activity/_preview.html")
def preview_of_checkout(order: Order, form: Any, user: Any) -> dict[str, Any]:
    """Render the preview of an order at checkout; it updates when the form changes."""
    names = ("ship_name", "ship_city", "ship_region", "ship_country", "show_activity", "hide_amount")
    typed = {name: form[name].value() or "" for name in names}
    # A form that was never sent shows the box as ticked.
    typed |= {name: bool(typed[name]) for name in ("show_activity", "hide_amount")}
    buyer = user if user.is_authenticated else None
    return preview_context(preview_checkout(order, buyer, typed), reverse("activity:preview", args=[order.number]))


@register.inclusion_tag("activity/_preview.html")
def preview_of_order(order: Order) -> dict[str, Any]:
    """Render the current toast of a paid order."""
    return preview_context(preview_order(order))


@register.inclusion_tag("activity/_preview.html")
def preview_of_member(user: User) -> dict[str, Any]:
    """Render an example toast of a member's purchases."""
    return preview_context(preview_member(user))


@register.simple_tag
def toast_counts(products: Iterable[Product]) -> dict[int, dict[str, int]]:
    """Return the recent toasts `shown` and `clicked` by product id, in one query."""
    return ToastCount.objects.totals(products)


@register.inclusion_tag("activity/_counts.html")
def product_toast_counts(product: Product, counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Render the counts of one product out of the result of `toast_counts`."""
    return {"product": product, **counts.get(product.pk, {"shown": 0, "clicked": 0})}
