"""Accounts."""

from typing import Any

import allauth.account.admin  # noqa: F401 - registers the models that are unregistered below
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.email_change import ADDRESS_TAKEN, change_email
from marketplace.accounts.suspension import deactivate_account, find_deactivation_warnings
from marketplace.admin.actions import ActionsAdmin, AdminAction, object_action
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.models import User
from marketplace.models.users import LAST_ADMIN, is_address_taken
from marketplace.signals import account_changed

# Email addresses are shown on the page of their account. Separate pages would write them into the admin's log, and
# would let staff mark an address as verified without its owner.
for model in (EmailAddress, EmailConfirmation):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

SHOWN = ["show_purchase_activity", "hide_purchase_amount"]


class AccountForm(UserChangeForm):
    """An account. Refuses the address of another account, and changes that leave the site without an admin."""

    def clean_email(self) -> str:
        """Return the address in lower case; the address of another account is refused."""
        return _free_address(self.cleaned_data["email"], self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse to demote the last admin, and a deactivation with side effects that the checkbox does not mention."""
        fields: dict[str, Any] = super().clean() or self.cleaned_data
        lost = [name for name in ("is_superuser", "is_active", "is_staff") if not fields.get(name, True)]
        if lost and User(pk=self.instance.pk).is_last_admin():
            for name in lost:
                self.add_error(name, LAST_ADMIN)
        elif "is_active" in lost and self.initial.get("is_active"):
            for reason in find_deactivation_warnings(self.instance):
                self.add_error("is_active", reason)
        return fields


class NewAccountForm(AdminUserCreationForm):
    """A new account. Refuses the address of another account."""

    def clean_email(self) -> str:
        """Return the address in lower case; the address of another account is refused."""
        return _free_address(self.cleaned_data["email"])


def _free_address(email: str, account: User | None = None) -> str:
    if is_address_taken(email, besides=account):
        raise ValidationError(ADDRESS_TAKEN)
    return email.lower()


def deactivate_user(user: User, *, by: User, **unused: Any) -> None:
    """Deactivate an account."""
    deactivate_account(user, by=by)


class AddressInline(ReadOnlyMixin, admin.TabularInline):
    """Email addresses of an account, and whether they are verified."""

    model = EmailAddress
    fields = readonly_fields = ("email", "verified", "primary")


@admin.register(User)
class AccountAdmin(ActionsAdmin, UserAdmin):
    """Accounts. Deletion anonymizes the row, as the owner's own deletion does: orders and sales must stay."""

    object_actions = [
        AdminAction("sign_out_everywhere", "Sign out everywhere", object_action(User.sign_out_everywhere)),
        AdminAction("deactivate", "Deactivate, and close the shop", deactivate_user, confirm=True),
        AdminAction(
            "leave",
            "Delete the account, keep its sales",
            object_action(delete_account),
            confirm=True,
            permission="delete",
        ),
    ]
    form = AccountForm
    add_form = NewAccountForm
    ordering = ["email"]
    inlines = [AddressInline]
    list_display = ["email", "display_name", "city", "region", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "show_purchase_activity", "date_joined"]
    search_fields = ["email", "display_name", "city", "shop__name"]
    search_help_text = "Email address, display name, city, or shop name."
    date_hierarchy = "date_joined"
    readonly_fields = ["last_login", "date_joined", "left_at", "sign_outs"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Profile", {"fields": ["display_name", "city", "region", "country", *SHOWN]}),
        ("Permissions", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined", "left_at", "sign_outs"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "display_name", "password1", "password2"]})]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the account and send `account_changed`. Address and deactivation do more than set a column."""
        email, is_switched_off = obj.email, change and "is_active" in form.changed_data and not obj.is_active
        if change:
            obj.email = User.objects.values_list("email", flat=True).get(pk=obj.pk)
            obj.is_active = obj.is_active or is_switched_off
        super().save_model(request, obj, form, change)
        if change:
            change_email(obj, email)
        if is_switched_off:
            by: Any = request.user
            deactivate_account(obj, by=by)
        account_changed.send_robust(sender=User, user_id=obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: orders, sales and shops point to the row."""
        return False
