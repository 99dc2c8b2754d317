"""Purchase activities in Django's admin, to be read: nothing there can be edited into a lie."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from activity.models import PurchaseActivity


@admin.register(PurchaseActivity)
class PurchaseActivityAdmin(admin.ModelAdmin):
    """Activities with the order and line behind them."""

    list_display = ["created_at", "initials", "place", "title", "amount", "currency", "is_public", "order"]
    list_filter = ["is_public", "created_at"]
    list_select_related = ["order"]
    search_fields = ["title", "order__number", "buyer__email", "key"]
    ordering = ["-created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only a paid order makes an activity."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted by hand: the sweep would only write it again."""
        return False
