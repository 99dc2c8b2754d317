"""Idempotency keys of checkout forms."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin
from marketplace.models import CheckoutKey


@admin.register(CheckoutKey)
class CheckoutKeyAdmin(HistoryAdmin):
    """Checkout forms and their orders."""

    list_display = ["key", "holder", "order", "created_at"]
    list_select_related = ["order"]
    list_filter = ["created_at"]
    search_fields = ["key", "holder", "order__number"]
    date_hierarchy = "created_at"
