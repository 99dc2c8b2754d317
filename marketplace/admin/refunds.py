"""Refunds."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import Verb, WithVerbs
from marketplace.admin.read_only import ReadOnly
from marketplace.errors import Refused
from marketplace.models import Refund


class RefundInline(ReadOnly, admin.TabularInline):
    """What went back of a payment."""

    model = Refund
    fields = readonly_fields = ("created_at", "amount", "reason", "by", "sent_at")


def send(refund: Refund, **told: Any) -> None:
    """Send money that is still owed."""
    if refund.sent_at:
        raise Refused("It was sent already.")
    if not refund.send():
        raise Refused("The gateway did not take it; the log says why.")


@admin.register(Refund)
class RefundAdmin(ReadOnly, WithVerbs):
    """Money that went or goes back, to be read."""

    verbs = [Verb("send", "Send what is owed", send, asks=True)]
    list_display = ["order", "amount", "reason", "by", "created_at", "sent_at"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "created_at", "payment__gateway"]
    list_select_related = ["payment__order", "by"]
    search_fields = ["payment__order__number", "payment__order__email", "reason", "reference"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]

    @admin.display(ordering="payment__order")
    def order(self, refund: Refund) -> str:
        """Return the number of the order it is for."""
        return refund.payment.order.number
