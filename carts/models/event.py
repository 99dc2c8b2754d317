"""The history of carts, for staff, analytics and undo."""

from django.conf import settings
from django.db import models

from marketplace.clock import ClockTimestamp
from marketplace.models import Item, Shop
from marketplace.text.model_fields import LineField


class CartEvent(models.Model):
    """One change of a cart: the item, and its quantity before and after. Events of one change share its version."""

    class Kind(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"
        REMOVED = "removed"
        EMPTIED = "emptied"
        MERGED = "merged"
        RESTORED = "restored"
        CHECKED_OUT = "checked_out"
        BOUGHT = "bought"
        LEFT_OVER = "left_over"
        AGREED = "agreed"
        UNDONE = "undone"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    cart = models.ForeignKey("carts.Cart", on_delete=models.CASCADE, related_name="events")
    version = models.BigIntegerField()
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="cart_events")
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Member of staff; empty if the shopper did it.",
    )
    shop = models.ForeignKey(
        Shop,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="Shop of the member of staff.",
    )
    reason = LineField(max_length=200, blank=True, db_default="", help_text="Reason shown to the shopper.")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["pk"]
        # Analytics: events in a period.
        indexes = [models.Index(fields=["at", "kind"], name="cart_event_when")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} → {self.quantity} of item {self.item_id}"
