"""The sale ledger."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin
from marketplace.models import SaleFact


@admin.register(SaleFact)
class SaleFactAdmin(HistoryAdmin):
    """Sales and reversals, read-only."""

    list_display = ["sold_at", "seller", "shop", "product", "quantity", "amount", "estimated", "recorded_at"]
    list_filter = ["estimated", ("order_line", admin.EmptyFieldListFilter), "sold_at"]
    list_select_related = ["seller", "shop", "product"]
    search_fields = ["seller__email", "shop__name", "product__title", "order_line__order__number"]
    search_help_text = "Email of the seller, shop, title or order number."
    date_hierarchy = "sold_at"
