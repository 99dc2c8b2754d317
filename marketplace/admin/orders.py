"""Orders."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from marketplace.accounts.erasure import erase_order
from marketplace.admin.actions import ActionsAdmin, AdminAction, object_action
from marketplace.admin.order_lines import OrderLineInline
from marketplace.admin.payments import PaymentInline
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.admin.shipments import ShipmentInline
from marketplace.errors import OrderClosed
from marketplace.models import Order, OrderLine, Shipment, Shop, User
from marketplace.text.form_fields import LineField


class RefundForm(forms.Form):
    """The reason of a refund, and whether the items return to stock."""

    reason = LineField(max_length=200, required=False)
    restock = forms.BooleanField(label="Put the items back in stock", initial=True, required=False)


class RefundLinesForm(RefundForm):
    """The lines to refund."""

    lines = forms.ModelMultipleChoiceField(OrderLine.objects.none(), widget=forms.CheckboxSelectMultiple)
    field_order = ["lines"]

    def __init__(self, data: Any, order: Order) -> None:
        super().__init__(data)
        field: Any = self.fields["lines"]
        field.queryset = order.lines.unrefunded()


class ShipmentForm(forms.Form):
    """Carrier and tracking number of a shipment."""

    carrier = LineField(max_length=60, required=False)
    tracking = LineField(label="Tracking number", max_length=80, required=False)


def refund_lines(order: Order, *, by: User, lines: QuerySet[OrderLine], reason: str, restock: bool) -> None:
    """Refund lines. The money is sent after the commit."""
    order.refund(lines, by=by, reason=reason, restock=restock).send()


def refund_rest(order: Order, *, by: User, reason: str, restock: bool) -> None:
    """Refund all lines without a refund."""
    refund_lines(order, by=by, lines=order.lines.unrefunded(), reason=reason, restock=restock)


def ship_rest(order: Order, *, by: User, carrier: str, tracking: str) -> None:
    """Mark the lines of every shop that has not shipped yet as shipped."""
    waiting = Shop.objects.filter(order_lines__in=order.lines.unrefunded()).exclude(shipments__order=order).distinct()
    if not waiting:
        raise OrderClosed("This order has nothing to ship.")
    for shop in waiting.order_by("pk"):
        Shipment.objects.send(order, shop, by=by, carrier=carrier, tracking=tracking)


REFUND = AdminAction("refund", "Refund the rest", refund_rest, form=RefundForm, confirm=True)
REFUND_LINES = AdminAction("refund_lines", "Refund lines", refund_lines, confirm=True)


@admin.register(Order)
class OrderAdmin(ReadOnlyMixin, ActionsAdmin):
    """Orders, read-only. Changes are actions; single lines are refunded on the page of the order."""

    object_actions = [
        AdminAction("cancel", "Cancel", object_action(Order.cancel), confirm=True),
        REFUND,
        AdminAction("ship", "Mark as shipped", ship_rest, form=ShipmentForm, confirm=True),
        AdminAction("hide", "Hide from toasts", object_action(Order.hide)),
        AdminAction(
            "erase_guest",
            "Delete all data of this guest",
            object_action(erase_order),
            confirm=True,
            permission="delete",
        ),
    ]
    list_display = ["number", "status", "buyer", "email", "total", "currency", "created_at", "paid_at"]
    list_filter = ["status", "created_at", "paid_at", "show_activity"]
    list_select_related = ["buyer"]
    search_fields = ["number", "email", "ship_name", "buyer__email", "lines__title", "lines__item__sku"]
    search_help_text = "Order number, email address, name, title or SKU."
    inlines = [OrderLineInline, PaymentInline, ShipmentInline]
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]
    change_form_template = "admin/marketplace/order/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page for refunds by line."""
        refund = path("<int:pk>/refund/", self.admin_site.admin_view(self.refund), name="marketplace_order_refund")
        return [refund, *super().get_urls()]

    def refund(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form for a refund by line, and make the refund."""
        order = self.get_object(request, str(pk))
        if order is None or not self.may(request, REFUND):
            raise PermissionDenied
        form = RefundLinesForm(request.POST if request.method == "POST" else None, order)
        if form.is_valid():
            REFUND_LINES.do(self, request, [order], _listed_fields(form))
            return redirect(reverse("admin:marketplace_order_change", args=[pk]))
        context = {**self.admin_site.each_context(request), "title": f"Refund lines of {order}", "form": form}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        page = {**context, "opts": self.opts, "order": order, "media": self.media + form.media}
        return TemplateResponse(request, "admin/marketplace/order/refund.html", page, status=status)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        """Add to the context whether lines can be refunded."""
        order = options.get("obj")
        context["may_refund"] = bool(order and order.is_taken and self.may(request, REFUND))
        return super().render_change_form(request, context, *args, **options)


def _listed_fields(form: RefundLinesForm) -> dict[str, Any]:
    # A list, so that the log names the lines as they were when they were chosen.
    return {**form.cleaned_data, "lines": list(form.cleaned_data["lines"])}
