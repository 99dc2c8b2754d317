"""The preview of a buyer's own toast: the very words that others will read, by the rules by which they are written."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from activity.buyer_privacy import agrees, shown_place, whereabouts
from activity.models import PurchaseActivity
from activity.models.purchases import public_title
from activity.toast import Toast
from marketplace import clock
from marketplace.accounts.names import initials
from marketplace.models import Order, OrderLine, Product, User


@dataclass(frozen=True)
class Preview:
    """What others will see: one toast, and the list that it opens where it is of several things; or nothing."""

    toast: Toast | None = None
    lines: list[Toast] = field(default_factory=list)
    is_example: bool = False

    @classmethod
    def of(cls, lines: list[Toast], *, is_example: bool = False) -> "Preview":
        """Return the preview of the lines that are told of one order."""
        if len(lines) < 2:
            return cls(next(iter(lines), None), is_example=is_example)
        together = lines[0]._replace(title=f"{len(lines)} things", amount=None)
        return cls(together, lines)


@dataclass(frozen=True)
class _Teller:
    """Who is told of: the part of all toasts of one order that is about the buyer."""

    initials: str
    place: str
    currency: str
    at: datetime

    def toast(self, title: str, amount: Any) -> Toast:
        """Return a toast of something that was bought; it leads nowhere."""
        return Toast("", self.initials, self.place, title, "", amount, self.currency, self.at)


def preview_checkout(order: Order, buyer: User | None, typed: Mapping[str, Any] | None = None) -> Preview:
    """Return what others will see of an order once it is paid, with what the buyer has `typed` so far."""
    order = copy(order)
    for name, value in (typed or {}).items():
        setattr(order, name, value)
    if not agrees(order, buyer):
        return Preview()
    at = clock.read()
    name = buyer.display_name if buyer else order.ship_name
    place = shown_place(*whereabouts(order, buyer), order.holder, at)
    teller = _Teller(initials(name), place, order.currency, at)
    hides = order.hide_amount or bool(buyer and buyer.hide_purchase_amount)
    return Preview.of([teller.toast(public_title(line), _amount(line, hides)) for line in _told(order)])


def _amount(line: OrderLine, hides: bool) -> Any:
    is_public = line.source == OrderLine.Source.CATALOGUE and line.product and line.product.show_amount
    return line.amount if is_public and not hides else None


def _told(order: Order) -> list[OrderLine]:
    """Return the lines that others are told of, as `activity.models.baskets` counts them."""
    announced = Product.objects.visible().filter(show_in_activity=True, order_lines__order=order)
    on_show = set(announced.values_list("pk", flat=True))
    lines = order.lines.select_related("product", "shop")
    told = [line for line in lines if line.product_id is None or line.product_id in on_show]
    return [line for line in told if line.source == OrderLine.Source.CATALOGUE] or told[:1]


def activities_of(order: Order) -> list[Any]:
    """Return all activities of an order with whether others see them now; read once for one order object."""
    if "activities_read" not in order.__dict__:
        seen = PurchaseActivity.objects.shown().filter(pk=OuterRef("pk"))
        found = PurchaseActivity.objects.filter(order=order).annotate(is_seen=Exists(seen))
        order.__dict__["activities_read"] = list(found.select_related("product", "order_line").order_by("pk"))
    read: list[Any] = order.__dict__["activities_read"]
    return read


def preview_order(order: Order) -> Preview:
    """Return what others see of a paid order at this moment."""
    lines = [one for one in activities_of(order) if one.is_seen]
    # As `activity.models.baskets` counts them.
    told = [one for one in lines if one.order_line.source == OrderLine.Source.CATALOGUE] or lines[:1]
    return Preview.of([one.toast for one in told])


def preview_member(user: User) -> Preview:
    """Return an example of what others see of a member's purchases."""
    announced = Product.objects.released().filter(show_in_activity=True, show_amount=True)
    product = announced.order_by("-released_at").first()
    if not user.show_purchase_activity or product is None:
        return Preview()
    at = clock.read()
    place = shown_place(user.city.strip(), user.region.strip(), user.country, f"u-{user.pk}", at)
    teller = _Teller(initials(user.display_name), place, settings.CURRENCY, at)
    amount = None if user.hide_purchase_amount else product.price
    return Preview.of([teller.toast(product.title, amount)], is_example=True)


def preview_context(preview: Preview, src: str = "") -> dict[str, Any]:
    """Return what the template of a preview needs; from `src` it is read anew as its form changes."""
    return {"preview": preview, "src": src, "hours": settings.ACTIVITY_HOURS, "others": settings.TOAST_OTHER_BUYERS}
