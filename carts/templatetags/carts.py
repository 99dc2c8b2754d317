"""`{% cart_box %}`, the cart menu in the header, and `{% cart_reminders %}`, the member's setting for reminders."""

from typing import Any

from django import template

from carts.cart_summary import CartSummary
from carts.models import MailOptOut

register = template.Library()


@register.inclusion_tag("carts/_menu.html", takes_context=True)
def cart_box(context: template.RequestContext) -> dict[str, Any]:
    """Render the cart menu; a page that has read the cart already passes it on as `cart`."""
    known = context.get("cart")
    cart = known if isinstance(known, CartSummary) else CartSummary.of(context["request"].shopper)
    shown = {name: context.get(name) for name in ("request", "user", "csrf_token")}
    return {**shown, "cart": cart}


@register.inclusion_tag("carts/_reminders.html", takes_context=True)
def cart_reminders(context: template.RequestContext) -> dict[str, Any]:
    """Render the setting for reminders of abandoned carts, with its button."""
    email = context["request"].user.email
    return {"csrf_token": context.get("csrf_token"), "email": email, "is_stopped": MailOptOut.objects.has(email)}
