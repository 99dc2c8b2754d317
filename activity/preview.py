"""Previews of a buyer's own toast, made by the same rules as the toasts that other people get."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from activity.buyer_privacy import allows_showing, buyer_location, public_place
from activity.models import PurchaseActivity, PurchaseActivityQuerySet, window
from activity.models.public_orders import counted_lines
from activity.models.purchases import public_title
from activity.toast import Toast
from marketplace import clock
from marketplace.accounts.names import make_initials
from marketplace.models import Order, OrderLine, Product, User


@dataclass(frozen=True)
class Preview:
    """A preview: one toast, with its list for an order of several lines; without a toast nothing is shown."""

    toast: Toast | None = None
    lines: list[Toast] = field(default_factory=list)
    is_example: bool = False

    @classmethod
    def of(cls, lines: list[Toast], *, is_example: bool = False) -> "Preview":
        """Return the preview for the public lines of one order."""
        if len(lines) < 2:
            return cls(next(iter(lines), None), is_example=is_example)
        together = lines[0]._replace(title=f"{len(lines)} things", amount=None)
        return cls(together, lines)


@dataclass(frozen=True)
class _Buyer:
    """The buyer's part of all toasts of one order."""

    initials: str
    place: str
    currency: str
    at: datetime

    def toast(self, title: str, amount: Any) -> Toast:
        """Return a toast without a link."""
        return Toast("", self.initials, self.place, title, "", amount, self.currency, self.at)


def preview_checkout(order: Order, buyer: User | None, typed: Mapping[str, Any] | None = None) -> Preview:
    """Return the preview of an unpaid order; `typed` are values of the form that are not saved yet."""
    order = copy(order)
    for name, value in (typed or {}).items():
        setattr(order, name, value)
    if not allows_showing(order, buyer):
        return Preview()
    at = clock.read()
    name = buyer.display_name if buyer else order.ship_name
    place = public_place(*buyer_location(order, buyer), _other_buyers(order.holder, at))
    public = _Buyer(make_initials(name), place, order.currency, at)
    hides = order.hide_amount or bool(buyer and buyer.hide_purchase_amount)
    return Preview.of([public.toast(public_title(line), _public_amount(line, hides)) for line in _public_lines(order)])


def _other_buyers(holder: str, at: datetime) -> PurchaseActivityQuerySet:
    return PurchaseActivity.objects.since(at - window()).exclude(order__holder=holder)


def _public_amount(line: OrderLine, hides: bool) -> Any:
    is_public = line.source == OrderLine.Source.CATALOGUE and line.product and line.product.show_amount
    return line.amount if is_public and not hides else None


def _public_lines(order: Order) -> list[OrderLine]:
    """Return the lines that the toast of an order will count."""
    announced = Product.objects.visible().filter(show_in_activity=True, order_lines__order=order)
    allowed = set(announced.values_list("pk", flat=True))
    lines = [
        line
        for line in order.lines.select_related("product", "shop")
        if line.product_id is None or line.product_id in allowed
    ]
    return [line for line in lines if line.source == OrderLine.Source.CATALOGUE] or lines[:1]


def order_activities(order: Order) -> list[Any]:
    """Return all activities of an order, each with `is_seen`: public now. They are read once for one order object."""
    if "activities_read" not in order.__dict__:
        shown = PurchaseActivity.objects.shown().filter(pk=OuterRef("pk"))
        found = PurchaseActivity.objects.filter(order=order).annotate(is_seen=Exists(shown))
        order.__dict__["activities_read"] = list(found.select_related("product", "order_line").order_by("pk"))
    read: list[Any] = order.__dict__["activities_read"]
    return read


def preview_order(order: Order) -> Preview:
    """Return the current toast of a paid order."""
    lines = [activity for activity in order_activities(order) if activity.is_seen]
    return Preview.of([activity.toast for activity in counted_lines(lines)])


def preview_member(user: User) -> Preview:
    """Return an example toast of a member's purchases."""
    announced = Product.objects.released().filter(show_in_activity=True, show_amount=True)
    product = announced.order_by("-released_at").first()
    if not user.show_purchase_activity or product is None:
        return Preview()
    at = clock.read()
    others = _other_buyers(f"u-{user.pk}", at)
    place = public_place(user.city.strip(), user.region.strip(), user.country, others)
    public = _Buyer(make_initials(user.display_name), place, settings.CURRENCY, at)
    amount = None if user.hide_purchase_amount else product.price
    return Preview.of([public.toast(product.title, amount)], is_example=True)


def preview_context(preview: Preview, src: str = "") -> dict[str, Any]:
    """Return the template context of a preview; with `src`, the preview is fetched again when its form changes."""
    return {"preview": preview, "src": src, "hours": settings.ACTIVITY_HOURS, "others": settings.TOAST_OTHER_BUYERS}
