"""Visits and product views."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin
from marketplace.models import ProductView, RefusedView, Visit


@admin.register(Visit)
class VisitAdmin(HistoryAdmin):
    """Visits by day."""

    list_display = ["day", "visitor", "created_at"]
    list_filter = ["day"]
    search_fields = ["visitor"]
    date_hierarchy = "day"


@admin.register(ProductView)
class ProductViewAdmin(HistoryAdmin):
    """Counted product views."""

    list_display = ["day", "product", "seller", "viewer", "is_first_of_month", "viewed_at"]
    list_filter = ["is_first_of_month", "day"]
    list_select_related = ["product", "seller"]
    search_fields = ["product__title", "seller__email", "viewer"]
    date_hierarchy = "day"


@admin.register(RefusedView)
class RefusedViewAdmin(HistoryAdmin):
    """Uncounted product views, by reason."""

    list_display = ["day", "product", "reason", "count"]
    list_filter = ["reason", "day"]
    list_select_related = ["product"]
    search_fields = ["product__title", "reason"]
    date_hierarchy = "day"
