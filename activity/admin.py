"""Purchase activities in Django's admin: read-only, with actions to hide them and show them again."""

from django.contrib import admin

from activity.models import PurchaseActivity, ToastCount
from marketplace.admin import ActionsAdmin, AdminAction, ReadOnlyMixin
from marketplace.admin.actions import object_action
from marketplace.admin.read_only import AnyAdmin


@admin.register(PurchaseActivity)
class PurchaseActivityAdmin(ReadOnlyMixin, ActionsAdmin):
    """Activities with their order, order line and display count."""

    object_actions = [
        AdminAction("hide", "Hide from everybody", object_action(PurchaseActivity.hide)),
        AdminAction("show", "Show again", object_action(PurchaseActivity.show_again)),
    ]
    list_display = [
        "created_at", "initials", "place", "title", "amount", "currency",
        "is_public", "is_hidden", "display_count", "displayed_at", "order", "order_line",
    ]  # fmt: skip
    list_filter = ["is_public", "is_hidden", "created_at"]
    list_select_related = ["order", "order_line"]
    search_fields = ["title", "order__number", "buyer__email", "key"]
    search_help_text = "Title, order number, email of the buyer, or key."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-created_at"]


@admin.register(ToastCount)
class ToastCountAdmin(ReadOnlyMixin, AnyAdmin):
    """Toasts shown and clicked, by product and day."""

    list_display = ["day", "product", "shown", "clicked"]
    list_filter = ["day"]
    list_select_related = ["product"]
    search_fields = ["product__title", "product__slug"]
    search_help_text = "Title or address of the product."
    date_hierarchy = "day"
    show_full_result_count = False
    ordering = ["-day", "-shown"]
