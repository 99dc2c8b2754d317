"""Shipments."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import ActionsAdmin, AdminAction
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.errors import Refused
from marketplace.models import Shipment


class ShipmentInline(ReadOnlyMixin, admin.TabularInline):
    """The shipments of an order."""

    model = Shipment
    fields = readonly_fields = (
        "shop",
        "carrier",
        "tracking",
        "shipped_at",
        "shipped_by",
        "delivered_at",
        "corrected_at",
        "corrected_by",
    )


def mark_delivered(shipment: Shipment, **unused: Any) -> None:
    """Mark a shipment as delivered."""
    if not shipment.deliver():
        raise Refused("This shipment was already delivered.")


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyMixin, ActionsAdmin):
    """Shipments, read-only."""

    object_actions = [AdminAction("deliver", "Mark as delivered", mark_delivered)]
    list_display = ["order", "shop", "carrier", "tracking", "shipped_at", "shipped_by", "delivered_at"]
    list_filter = [("delivered_at", admin.EmptyFieldListFilter), "shipped_at", "carrier"]
    list_select_related = ["order", "shop", "shipped_by"]
    search_fields = ["order__number", "shop__name", "tracking"]
    search_help_text = "Order number, shop or tracking number."
    date_hierarchy = "shipped_at"
    show_full_result_count = False
    ordering = ["-pk"]
