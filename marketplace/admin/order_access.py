"""Browsers in which the links of order mails were opened."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.models import OrderReader


@admin.register(OrderReader)
class OrderReaderAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Who was let in; deleting one shuts that browser out."""

    list_display = ["order", "visitor", "created_at"]
    list_filter = ["created_at"]
    list_select_related = ["order"]
    search_fields = ["order__number", "order__email", "visitor"]
    search_help_text = "Order number, e-mail address or visitor."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may change orders may shut a browser out."""
        return request.user.has_perm("marketplace.change_order")
