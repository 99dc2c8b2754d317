"""Carts in the admin: to look at, and to close by the verb that closes them elsewhere."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from carts.models import Cart, CartEvent, CartLine
from marketplace.admin import Facts, ReadOnly, Verb, WithVerbs, plain


class LineInline(ReadOnly, admin.TabularInline):
    """The lines of a cart."""

    model = CartLine
    fields = ("item", "quantity", "price_seen", "added_at")
    readonly_fields = ("item", "quantity", "price_seen", "added_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the titles with the lines."""
        return super().get_queryset(request).select_related("item__product")


class EventInline(ReadOnly, admin.TabularInline):
    """The history of a cart."""

    model = CartEvent
    fields = ("at", "kind", "item", "before", "quantity")
    readonly_fields = ("at", "kind", "item", "before", "quantity")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the titles with the events."""
        return super().get_queryset(request).select_related("item__product")


@admin.register(Cart)
class CartAdmin(ReadOnly, WithVerbs):
    """Carts by their last change, with lines and history."""

    verbs = [Verb("close", "Close, with the checkout it led to", plain(Cart.close), asks=True)]
    list_display = ["__str__", "status", "member", "order", "created_at", "updated_at"]
    list_filter = ["status", ("member", admin.EmptyFieldListFilter), "updated_at"]
    list_select_related = ["member", "order"]
    search_fields = ["name", "member__email", "order__number", "lines__item__product__title", "lines__item__sku"]
    search_help_text = "Name of the cart, e-mail of the member, order number, product or SKU."
    date_hierarchy = "updated_at"
    show_full_result_count = False
    inlines = [LineInline, EventInline]


@admin.register(CartLine)
class CartLineAdmin(Facts):
    """What is in all carts."""

    list_display = ["item", "quantity", "price_seen", "cart", "added_at"]
    list_filter = ["cart__status", "added_at"]
    list_select_related = ["item__product", "cart"]
    search_fields = ["item__product__title", "item__sku", "cart__name"]
    date_hierarchy = "added_at"


@admin.register(CartEvent)
class CartEventAdmin(Facts):
    """What happened to all carts."""

    list_display = ["at", "kind", "item", "before", "quantity", "cart"]
    list_filter = ["kind", "at"]
    list_select_related = ["item__product", "cart"]
    search_fields = ["item__product__title", "item__sku", "cart__name"]
    date_hierarchy = "at"
