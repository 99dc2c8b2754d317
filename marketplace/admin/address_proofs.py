"""Verification codes for the addresses of guests."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin
from marketplace.models import AddressProof


@admin.register(AddressProof)
class AddressProofAdmin(HistoryAdmin):
    """Codes by time of mailing and use. Codes and addresses are not shown."""

    list_display = ["order", "created_at", "used_at", "wrong"]
    list_filter = ["created_at", ("used_at", admin.EmptyFieldListFilter)]
    list_select_related = ["order"]
    search_fields = ["order__number"]
    search_help_text = "Order number."
    date_hierarchy = "created_at"
    fields = ["order", "created_at", "used_at", "wrong"]
