"""Purchase activities in Django's admin: to be read and hidden; nothing there can be edited into a lie."""

from typing import Any

from django.contrib import admin

from activity.models import PurchaseActivity
from marketplace.admin import ReadOnly, Verb, WithVerbs
from marketplace.errors import Refused


def hide(activity: PurchaseActivity, **told: Any) -> None:
    """Hide one for good, on open pages too."""
    if not PurchaseActivity.objects.filter(pk=activity.pk).withdraw():
        raise Refused("It is hidden already.")


@admin.register(PurchaseActivity)
class PurchaseActivityAdmin(ReadOnly, WithVerbs):
    """Activities with the order and line behind them."""

    verbs = [Verb("hide", "Hide from toasts for good", hide, asks=True)]
    list_display = ["created_at", "initials", "place", "title", "amount", "currency", "is_public", "order"]
    list_filter = ["is_public", "created_at"]
    list_select_related = ["order"]
    search_fields = ["title", "order__number", "buyer__email", "key"]
    search_help_text = "Title, order number, e-mail of the buyer, or key."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-created_at"]
