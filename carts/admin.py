"""Carts in the admin: read-only, with an action that closes a cart."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from carts.models import Cart, CartEvent, CartLine, CartReminder, CartUnmasking, MailOptOut
from carts.models.queries import STAGES
from marketplace.admin import ActionsAdmin, AdminAction, HistoryAdmin, ReadOnlyMixin


class LineInline(ReadOnlyMixin, admin.TabularInline):
    """The lines of a cart."""

    model = CartLine
    fields = ("item", "quantity", "price_seen", "added_at")
    readonly_fields = ("item", "quantity", "price_seen", "added_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the product titles with the lines."""
        return super().get_queryset(request).select_related("item__product")


class EventInline(ReadOnlyMixin, admin.TabularInline):
    """The history of a cart."""

    model = CartEvent
    fields = ("at", "kind", "item", "before", "quantity", "by")
    readonly_fields = ("at", "kind", "item", "before", "quantity", "by")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load product titles and staff with the events."""
        return super().get_queryset(request).select_related("item__product", "by")


class StageFilter(admin.SimpleListFilter):
    """Live, idle and abandoned carts."""

    title = "state"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the states."""
        return STAGES.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the open carts in the chosen state."""
        return queryset.filter(status="open", stage=self.value()) if self.value() in STAGES else queryset


@admin.register(Cart)
class CartAdmin(ReadOnlyMixin, ActionsAdmin):
    """Carts by their last change, with lines and history."""

    object_actions = [AdminAction("close", "Close, with the checkout it led to", Cart.close, confirm=True)]
    list_display = ["__str__", "status", "stage", "member", "order", "updated_at", "abandoned_at", "recovered_at"]
    list_filter = [
        "status",
        StageFilter,
        ("member", admin.EmptyFieldListFilter),
        ("abandoned_at", admin.EmptyFieldListFilter),
        ("recovered_at", admin.EmptyFieldListFilter),
        "updated_at",
    ]
    list_select_related = ["member", "order"]
    ordering = ["-pk"]
    search_fields = ["name", "member__email", "order__number", "lines__item__product__title", "lines__item__sku"]
    search_help_text = "Name of the cart, email of the member, order number, product or SKU."
    date_hierarchy = "updated_at"
    show_full_result_count = False
    inlines = [LineInline, EventInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Annotate the stage of each cart."""
        carts: Any = super().get_queryset(request)
        return carts.with_stage()

    @admin.display(description="State")
    def stage(self, cart: Any) -> str:
        """Return the label of the stage of an open cart."""
        return STAGES[cart.stage] if cart.is_open else ""


@admin.register(CartLine)
class CartLineAdmin(HistoryAdmin):
    """Lines of all carts."""

    list_display = ["item", "quantity", "price_seen", "cart", "added_at"]
    list_filter = ["cart__status", "added_at"]
    list_select_related = ["item__product", "cart"]
    search_fields = ["item__product__title", "item__sku", "cart__name"]
    date_hierarchy = "added_at"


@admin.register(CartEvent)
class CartEventAdmin(HistoryAdmin):
    """Events of all carts."""

    list_display = ["at", "kind", "item", "before", "quantity", "cart", "by"]
    list_filter = ["kind", ("by", admin.EmptyFieldListFilter), "at"]
    list_select_related = ["item__product", "cart", "by"]
    search_fields = ["item__product__title", "item__sku", "cart__name", "by__email"]
    date_hierarchy = "at"


@admin.register(CartUnmasking)
class CartUnmaskingAdmin(HistoryAdmin):
    """Looks of staff at the names of members."""

    list_display = ["at", "by", "shop", "code", "member"]
    list_filter = ["at", "shop"]
    list_select_related = ["by", "shop", "member"]
    search_fields = ["code", "by__email", "by__display_name", "member__email"]
    date_hierarchy = "at"


@admin.register(CartReminder)
class CartReminderAdmin(HistoryAdmin):
    """Reminders and the use of their links."""

    list_display = ["at", "step", "cart", "used_at"]
    list_filter = ["step", ("used_at", admin.EmptyFieldListFilter), "at"]
    list_select_related = ["cart"]
    search_fields = ["cart__name", "cart__member__email"]
    date_hierarchy = "at"


@admin.register(MailOptOut)
class MailOptOutAdmin(HistoryAdmin):
    """Addresses without reminders."""

    list_display = ["email", "at"]
    search_fields = ["email"]
    date_hierarchy = "at"
