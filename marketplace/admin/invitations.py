"""Invitations to work in a shop."""

from typing import Any

from django.contrib import admin

from marketplace.admin.actions import ActionsAdmin, AdminAction
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.errors import Refused
from marketplace.models import Invitation


def withdraw_invitation(invitation: Invitation, **unused: Any) -> None:
    """Cancel an unanswered invitation."""
    if not Invitation.objects.filter(pk=invitation.pk).withdraw():
        raise Refused("This invitation was already accepted or cancelled.")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyMixin, ActionsAdmin):
    """Invitations of all shops."""

    object_actions = [AdminAction("withdraw", "Cancel", withdraw_invitation)]
    list_display = ["email", "shop", "by", "created_at", "accepted_at", "accepted_by", "withdrawn_at"]
    list_filter = [("accepted_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["shop", "by", "accepted_by"]
    search_fields = ["email", "shop__name", "by__email"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
