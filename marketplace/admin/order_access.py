"""Browsers with access to an order through the link of its mail."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.models import OrderReader


@admin.register(OrderReader)
class OrderReaderAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Browsers with access to an order. Deleting a row ends the access."""

    list_display = ["order", "visitor", "created_at"]
    list_filter = ["created_at"]
    list_select_related = ["order"]
    search_fields = ["order__number", "order__email", "visitor"]
    search_help_text = "Order number, email address or visitor."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow users with the permission to change orders."""
        return request.user.has_perm("marketplace.change_order")
