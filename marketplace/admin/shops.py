"""Shops."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.admin.history import Deletable
from marketplace.admin.verbs import Verb, WithVerbs
from marketplace.leaving import close_shop
from marketplace.models import Shop
from marketplace.signals import person_changed


def close(shop: Shop, **told: Any) -> None:
    """Close a shop as its owner's leaving would."""
    close_shop(shop)


@admin.register(Shop)
class ShopAdmin(Deletable, WithVerbs):
    """Shops, their owners and staff."""

    verbs = [Verb("close", "Close the shop", close, asks=True)]
    list_display = ["name", "owner", "created_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "slug", "owner__email", "staff__email"]
    search_help_text = "Name or address of the shop, e-mail of its owner or staff."
    date_hierarchy = "created_at"
    autocomplete_fields = ["owner", "staff"]
    readonly_fields = ["created_at", "closed_at"]
    prepopulated_fields = {"slug": ["name"]}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save who works here, and have the sockets of those who came or went look again at what they may hear."""
        before = set(form.instance.people().values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.people().values_list("pk", flat=True))
        for user_id in sorted(before ^ after):
            person_changed.send_robust(sender=Shop, user_id=user_id)
