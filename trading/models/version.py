"""Versions of the terms of a trade: numbered, and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import NoteField, ParagraphsField
from trading.terms import LONGEST_TEXT


class Version(models.Model):
    """The terms from one moment on; only the latest version of a trade can be accepted."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    price = MoneyField(help_text="Of one unit.")
    quantity = models.PositiveIntegerField()
    total = models.GeneratedField(
        expression=F("price") * F("quantity"),
        output_field=MoneyField(),
        db_persist=True,
    )
    description = ParagraphsField(max_length=LONGEST_TEXT, blank=True)
    reason = NoteField(max_length=300, blank=True)
    words = models.JSONField(
        null=True,
        editable=False,
        help_text="Parts of the description: unchanged, removed and added.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "number"], name="version_number_once_per_trade"),
            models.CheckConstraint(
                condition=Q(price__gt=0, quantity__gt=0, number__gt=0), name="version_is_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}: {self.quantity} at {self.price}"
