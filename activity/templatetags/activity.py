"""Toasts on every page that wants them."""

from typing import Any

from django import template

from activity.models import PurchaseActivity
from activity.recent import toasts_for
from marketplace.models import Order

register = template.Library()


@register.inclusion_tag("activity/_toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """Print the corner where toasts appear, with the recent ones waiting; nothing where no request is known."""
    request: Any = context.get("request")
    shopper = getattr(request, "shopper", None)
    return {"request": request, "shopper": shopper, "toasts": toasts_for(shopper) if shopper else []}


@register.inclusion_tag("activity/_skip.html")
def own_purchases(order: Order) -> dict[str, Any]:
    """Print, on the buyer's page of an order, the keys of its toasts: this browser doesn't show them."""
    return {"keys": PurchaseActivity.objects.filter(order=order).values_list("key", flat=True)}
