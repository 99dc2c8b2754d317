"""The maintenance mode, and the list of erasures."""

from django.contrib import admin

from marketplace.admin.read_only import AnyAdmin, HistoryAdmin
from marketplace.models import Erasure, Maintenance


@admin.register(Maintenance)
class MaintenanceAdmin(AnyAdmin):
    """Adding begins the maintenance mode, deleting ends it."""

    list_display = ["__str__", "message", "since"]
    readonly_fields = ["since"]
    search_fields = ["message"]


@admin.register(Erasure)
class ErasureAdmin(HistoryAdmin):
    """Erasures that a restored backup repeats."""

    list_display = ["id", "account_id", "erased_at"]
    ordering = ["-erased_at"]
    search_fields = ["id"]
