"""The timeline of a trade: one event for each action, written in the same transaction."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.text.model_fields import NoteField


class TradeEvent(models.Model):
    """One event of a trade; `by` is empty for expiry and payments."""

    class Kind(models.TextChoices):
        CREATED = "created"
        JOINED = "joined"
        AMENDED = "amended"
        COUNTERED = "countered"
        APPLIED = "applied"
        DECLINED = "declined"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"
        PAID = "paid"
        LAPSED = "lapsed"
        GIVEN_UP = "given_up"

    ENDS = (Kind.ACCEPTED, Kind.REJECTED, Kind.WITHDRAWN, Kind.EXPIRED)
    MONEY = (Kind.PAID, Kind.LAPSED, Kind.GIVEN_UP)

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="trade_actions"
    )
    at = models.DateTimeField()
    version = models.ForeignKey("trading.Version", null=True, on_delete=models.CASCADE, related_name="+")
    counter = models.ForeignKey("trading.CounterOffer", null=True, on_delete=models.CASCADE, related_name="+")
    text = NoteField(max_length=300, blank=True, help_text="Reason given by the actor.")

    actor_name = ""
    """Name of the actor for the viewer of the timeline; set by `Room`."""

    class Meta:
        db_table = "trading_action"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "number"], name="action_number_once_per_trade"),
            models.UniqueConstraint(
                fields=["trade"],
                condition=Q(kind__in=["accepted", "rejected", "withdrawn", "expired"]),
                name="trade_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.number})"

    @property
    def weight(self) -> int:
        """Return the importance for mails: terms 1, end 2, payment 3; chat messages have 0."""
        return 3 if self.kind in self.MONEY else 2 if self.kind in self.ENDS else 1
