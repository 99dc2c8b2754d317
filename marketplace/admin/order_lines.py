"""Lines of orders."""

from django.contrib import admin

from marketplace.admin.read_only import HistoryAdmin, ReadOnlyMixin
from marketplace.models import OrderLine


class OrderLineInline(ReadOnlyMixin, admin.TabularInline):
    """The lines of an order."""

    model = OrderLine
    fields = readonly_fields = ("title", "label", "shop", "quantity", "unit_price", "amount", "refund")


@admin.register(OrderLine)
class OrderLineAdmin(HistoryAdmin):
    """All lines of all orders."""

    list_display = ["title", "label", "quantity", "unit_price", "amount", "shop", "order", "is_refunded"]
    list_filter = ["order__status", ("refund", admin.EmptyFieldListFilter), "order__created_at"]
    list_select_related = ["shop", "order"]
    search_fields = ["title", "order__number", "order__email", "item__sku", "shop__name"]
    search_help_text = "Title, order number, email address, SKU or shop."
    date_hierarchy = "order__created_at"

    @admin.display(boolean=True, description="refunded")
    def is_refunded(self, line: OrderLine) -> bool:
        """Tell whether the line was refunded."""
        return line.refund_id is not None
