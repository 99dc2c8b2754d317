"""What other pages show of negotiations."""

from typing import Any

from django import template

from marketplace.models import Order, Product, User
from trading.models import Seat, Trade

register = template.Library()


@register.inclusion_tag("trading/_unread.html", takes_context=True)
def unread_trades_badge(context: template.RequestContext) -> dict[str, Any]:
    """Print the badge of the header: at how many tables something happened since the member looked."""
    request: Any = context["request"]
    tables = Seat.objects.count_unread(request.user) if request.user.is_authenticated else None
    return {"request": request, "tables": tables}


@register.inclusion_tag("trading/_offer_link.html", takes_context=True)
def offer_link(context: template.RequestContext, product: Product) -> dict[str, Any]:
    """Print the way to an offer on a product, but not for its seller; the page hides it while it is not on sale.

    What is pushed when it goes on or off sale is the same for everybody, so it can't print the way for some of them.
    """
    user: Any = context["request"].user
    return {"product": product, "may_offer": product.shop.owner_id != user.pk}


@register.simple_tag(takes_context=True)
def trade_of_order(context: template.RequestContext, order: Order) -> Trade | None:
    """Return the trade that led to an order, where one did and the viewer sits at its table."""
    request: Any = context["request"]
    if not request.user.is_authenticated:
        return None
    return Trade.objects.involving(request.user).filter(order=order).first()


@register.inclusion_tag("trading/_room_link.html", takes_context=True)
def room_link(context: template.RequestContext, order: Order) -> dict[str, Any]:
    """Print the way from a deal's order to its room, for the two at its table."""
    # Only a deal's order brings its own time to pay: for all others nothing is asked.
    return {"room": trade_of_order(context, order) if order.hold_for else None}


@register.simple_tag
def count_unread_trades(user: User) -> int:
    """Return in how many trades something happened since the member looked: the number of the header's badge."""
    return Seat.objects.count_unread(user)["unread"]
