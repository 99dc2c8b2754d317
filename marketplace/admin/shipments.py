"""Shipments."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import Verb, WithVerbs
from marketplace.admin.read_only import ReadOnly
from marketplace.errors import Refused
from marketplace.models import Shipment


class ShipmentInline(ReadOnly, admin.TabularInline):
    """What the shops sent of an order."""

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


def deliver(shipment: Shipment, **told: Any) -> None:
    """Note that it has arrived."""
    if not shipment.deliver():
        raise Refused("It has arrived already.")


@admin.register(Shipment)
class ShipmentAdmin(ReadOnly, WithVerbs):
    """Parcels, to be read."""

    verbs = [Verb("deliver", "Mark as delivered", deliver)]
    list_display = ["order", "shop", "carrier", "tracking", "shipped_at", "shipped_by", "delivered_at"]
    list_filter = [("delivered_at", admin.EmptyFieldListFilter), "shipped_at", "carrier"]
    list_select_related = ["order", "shop", "shipped_by"]
    search_fields = ["order__number", "shop__name", "tracking"]
    search_help_text = "Order number, shop or tracking number."
    date_hierarchy = "shipped_at"
    show_full_result_count = False
    ordering = ["-pk"]
