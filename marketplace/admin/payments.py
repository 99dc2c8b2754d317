"""Payments, and the records of the test gateway."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import ActionsAdmin, AdminAction
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.admin.refunds import RefundInline
from marketplace.errors import Refused
from marketplace.models import Payment, TestCharge, TestRefund
from marketplace.orders.settlement import finish_payment


class PaymentInline(ReadOnlyMixin, admin.TabularInline):
    """The payments of an order."""

    model = Payment
    fields = readonly_fields = ("created_at", "gateway", "method", "amount", "status", "message")


def check_payment(payment: Payment, **unused: Any) -> None:
    """Ask the gateway for the result of a payment."""
    if payment.status not in Payment.OPEN:
        raise Refused("This payment is already settled.")
    if not finish_payment(payment):
        raise Refused("This payment is still pending. Try again later.")


@admin.register(Payment)
class PaymentAdmin(ReadOnlyMixin, ActionsAdmin):
    """Payment attempts, read-only."""

    object_actions = [AdminAction("finish", "Check with the payment provider", check_payment)]
    list_display = ["order", "amount", "currency", "status", "gateway", "method", "created_at", "settled_at"]
    list_filter = ["status", "gateway", "created_at"]
    list_select_related = ["order"]
    search_fields = ["order__number", "order__email", "gateway_reference", "reference"]
    search_help_text = "Order number, email address, or reference of the gateway or of this site."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]
    inlines = [RefundInline]


@admin.register(TestCharge)
class TestChargeAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Charges of the test gateway."""

    list_display = ["reference", "amount", "state"]
    list_filter = ["state"]
    ordering = ["-pk"]
    search_fields = ["reference"]
    show_full_result_count = False


@admin.register(TestRefund)
class TestRefundAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Refunds of the test gateway."""

    list_display = ["reference", "amount", "charge"]
    list_select_related = ["charge"]
    ordering = ["-pk"]
    search_fields = ["reference", "charge__reference"]
    show_full_result_count = False
