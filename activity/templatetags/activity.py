"""Toasts on every page that wants them, and what sellers are told of them."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from activity.models import ToastCount
from activity.preview import activities_of, preview_checkout, preview_context, preview_member, preview_order
from activity.toast_cache import toasts_for
from marketplace.models import Order, Product, User

register = template.Library()
QUIET = ("trading:", "marketplace:seller_", "carts:checkout", "carts:pay", "carts:confirm", "admin:")
"""Beginnings of the names of pages on which nothing may distract, whatever their templates say."""


LISTS = ("activity:list", "activity:basket")
"""Pages that list purchases themselves: toasts would lie over what they repeat."""


@register.inclusion_tag("activity/_toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """Print the corner where toasts appear, with the recent ones waiting; nothing where no request is known."""
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
        "is_list": _name_of(request) in LISTS,
    }


def _is_quiet(request: Any) -> bool:
    return _name_of(request).startswith(QUIET)


def _name_of(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""


@register.inclusion_tag("activity/_skip.html")
def own_purchases(order: Order) -> dict[str, Any]:
    """Print, on the buyer's page of an order, the keys of its toasts: this browser doesn't show them."""
    return {"keys": [one.key for one in activities_of(order)], "why": "own"}


@register.inclusion_tag("activity/_preview.html")
def preview_of_checkout(order: Order, form: Any, user: Any) -> dict[str, Any]:
    """Print what others will see of an order, by what its form shows; follows the form as it changes."""
    names = ("ship_name", "ship_city", "ship_region", "ship_country", "show_activity", "hide_amount")
    typed = {name: form[name].value() or "" for name in names}
    # A form that was never sent shows the box as ticked.
    typed |= {name: bool(typed[name]) for name in ("show_activity", "hide_amount")}
    buyer = user if user.is_authenticated else None
    return preview_context(preview_checkout(order, buyer, typed), reverse("activity:preview", args=[order.number]))


@register.inclusion_tag("activity/_preview.html")
def preview_of_order(order: Order) -> dict[str, Any]:
    """Print what others see of a paid order at this moment."""
    return preview_context(preview_order(order))


@register.inclusion_tag("activity/_preview.html")
def preview_of_member(user: User) -> dict[str, Any]:
    """Print an example of what others see of a member's purchases."""
    return preview_context(preview_member(user))


@register.simple_tag
def toast_counts(products: Iterable[Product]) -> dict[int, dict[str, int]]:
    """Return by product how often its toasts were `shown` and `clicked` lately; one query for all of them."""
    return ToastCount.objects.of(products)


@register.inclusion_tag("activity/_counts.html")
def toasts_of(product: Product, counts: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Print how often the toasts of a product were shown and clicked, of what `toast_counts` returned."""
    return {"product": product, **counts.get(product.pk, {"shown": 0, "clicked": 0})}
