"""Purchase activities in Django's admin, to be read: nothing there can be edited into a lie."""

from django.contrib import admin

from activity.models import PurchaseActivity
from marketplace.admin import ReadOnly


@admin.register(PurchaseActivity)
class PurchaseActivityAdmin(ReadOnly, admin.ModelAdmin):
    """Activities with the order and line behind them."""

    list_display = ["created_at", "initials", "place", "title", "amount", "currency", "is_public", "order"]
    list_filter = ["is_public", "created_at"]
    list_select_related = ["order"]
    search_fields = ["title", "order__number", "buyer__email", "key"]
    ordering = ["-created_at"]
