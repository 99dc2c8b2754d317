"""Refunds."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import ActionsAdmin, AdminAction
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.errors import Refused
from marketplace.models import Refund


class RefundInline(ReadOnlyMixin, admin.TabularInline):
    """The refunds of a payment."""

    model = Refund
    fields = readonly_fields = ("created_at", "amount", "reason", "by", "sent_at")


def send_refund(refund: Refund, **unused: Any) -> None:
    """Send a refund that is still owed."""
    if refund.sent_at:
        raise Refused("This refund was already sent.")
    if not refund.send():
        raise Refused("The payment provider refused it. See the log for details.")


@admin.register(Refund)
class RefundAdmin(ReadOnlyMixin, ActionsAdmin):
    """Refunds, read-only."""

    object_actions = [AdminAction("send", "Send refund", send_refund, confirm=True)]
    list_display = ["order", "amount", "reason", "by", "created_at", "sent_at"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "created_at", "payment__gateway"]
    list_select_related = ["payment__order", "by"]
    search_fields = ["payment__order__number", "payment__order__email", "reason", "reference"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]

    @admin.display(ordering="payment__order")
    def order(self, refund: Refund) -> str:
        """Return the number of the refunded order."""
        return refund.payment.order.number
