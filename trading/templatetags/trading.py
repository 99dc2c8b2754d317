"""Template tags that show trades on other pages."""

from typing import Any

from django import template

from marketplace.models import Order, Product, User
from trading.models import Seat, Trade

register = template.Library()


@register.inclusion_tag("trading/_unread_badge.html", takes_context=True)
def unread_trades_badge(context: template.RequestContext) -> dict[str, Any]:
    """Render the badge of the header: the number of trades with unseen events or messages."""
    request: Any = context["request"]
    counts = Seat.objects.count_unread(request.user) if request.user.is_authenticated else None
    return {"request": request, "counts": counts}


@register.inclusion_tag("trading/_offer_link.html", takes_context=True)
def offer_link(context: template.RequestContext, product: Product) -> dict[str, Any]:
    """Render the link to make an offer, except for the seller. The page hides it while the product is off sale.

    Live updates of the sale status are the same for everybody, so this link can't be part of them.
    """
    user: Any = context["request"].user
    return {"product": product, "may_offer": product.shop.owner_id != user.pk}


@register.simple_tag(takes_context=True)
def trade_of_order(context: template.RequestContext, order: Order) -> Trade | None:
    """Return the trade of an order if the viewer is a participant, else None."""
    request: Any = context["request"]
    if not request.user.is_authenticated:
        return None
    return Trade.objects.involving(request.user).filter(order=order).first()


@register.inclusion_tag("trading/_room_link.html", takes_context=True)
def room_link(context: template.RequestContext, order: Order) -> dict[str, Any]:
    """Render the link from the order of a deal to its room, for its participants."""
    # Only orders of deals set `hold_for`; for all others the query is saved.
    return {"room": trade_of_order(context, order) if order.hold_for else None}


@register.simple_tag
def count_unread_trades(user: User) -> int:
    """Return the number of trades with unseen events or messages, as in the header."""
    return Seat.objects.count_unread(user)["unread"]
