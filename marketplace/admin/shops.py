"""Shops."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from marketplace.accounts.account_deletion import close_shop
from marketplace.accounts.suspension import reopen_shop
from marketplace.admin.actions import ActionsAdmin, AdminAction, object_action
from marketplace.admin.autocomplete import AutocompleteMixin
from marketplace.admin.read_only import DeletableAdmin
from marketplace.models import Shop, User
from marketplace.signals import account_changed


def close(shop: Shop, **unused: Any) -> None:
    """Close a shop, as the deletion of its owner's account would."""
    close_shop(shop)


class ShopForm(forms.ModelForm):
    """A shop. Its owner must be an active account."""

    def clean_owner(self) -> User:
        """Return the owner; an inactive account is refused."""
        owner: User = self.cleaned_data["owner"]
        if not owner.is_active:
            raise ValidationError("This account is deactivated or deleted.")
        return owner


@admin.register(Shop)
class ShopAdmin(AutocompleteMixin, DeletableAdmin, ActionsAdmin):
    """Shops, their owners and staff."""

    form = ShopForm
    object_actions = [
        AdminAction("close", "Close the shop", close, confirm=True),
        AdminAction("reopen", "Reopen the shop", object_action(reopen_shop), confirm=True),
    ]
    list_display = ["name", "owner", "created_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "slug", "owner__email", "staff__email"]
    search_help_text = "Name or address of the shop, email of its owner or staff."
    date_hierarchy = "created_at"
    autocomplete_fields = ["owner", "staff"]
    readonly_fields = ["created_at", "closed_at"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Shop, form: Any, change: bool) -> None:
        """Save the shop. A new owner goes through `hand_over`, as it does more than set the column."""
        owner = obj.owner
        if change:
            obj.owner = Shop.objects.select_related("owner").get(pk=obj.pk).owner
        super().save_model(request, obj, form, change)
        obj.hand_over(owner)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the staff, and recheck the live subscriptions of added and removed members."""
        before = set(form.instance.people().values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.people().values_list("pk", flat=True))
        for user_id in sorted(before ^ after):
            account_changed.send_robust(sender=Shop, user_id=user_id)
