"""`{% cart_box %}`, the cart in the header of every page, and `{% cart_reminders %}`, a member's switch for mails."""

from typing import Any

from django import template

from carts.cart_summary import Contents
from carts.models import MailOptOut

register = template.Library()


@register.inclusion_tag("carts/_box.html", takes_context=True)
def cart_box(context: template.RequestContext) -> dict[str, Any]:
    """Show the shopper's cart; a page that has read it already need not read it again."""
    known = context.get("cart")
    cart = known if isinstance(known, Contents) else Contents.of(context["request"].shopper)
    shown = {name: context.get(name) for name in ("request", "user", "csrf_token")}
    return {**shown, "cart": cart}


@register.inclusion_tag("carts/_reminders.html", takes_context=True)
def cart_reminders(context: template.RequestContext) -> dict[str, Any]:
    """Show whether the member is reminded of carts left behind, with a button that changes it."""
    email = context["request"].user.email
    return {"csrf_token": context.get("csrf_token"), "email": email, "is_stopped": MailOptOut.objects.has(email)}
