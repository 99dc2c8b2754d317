"""The outbox."""

from django.contrib import admin

from marketplace.admin.actions import ActionsAdmin, AdminAction, object_action
from marketplace.admin.read_only import ReadOnlyMixin
from marketplace.models import Mail


@admin.register(Mail)
class MailAdmin(ReadOnlyMixin, ActionsAdmin):
    """Mails, sent and waiting. Staff can't read mails with a link into an account."""

    object_actions = [AdminAction("resend", "Resend", object_action(Mail.resend), confirm=True)]
    list_display = ["subject", "to", "order", "created_at", "sent_at", "tries", "error"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), ("error", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["order"]
    search_fields = ["to", "subject", "order__number", "key"]
    search_help_text = "Address, subject or order number."
    date_hierarchy = "created_at"
    show_full_result_count = False
    ordering = ["-pk"]
    fields = ["key", "to", "subject", "words", "order", "created_at", "next_try_at", "tries", "error", "sent_at"]

    @admin.display(description="text")
    def words(self, mail: Mail) -> str:
        """Return the text, but not of a mail with a link into an account."""
        return "Hidden: contains a link that gives access to an account." if mail.has_secret else mail.text
