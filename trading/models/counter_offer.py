"""Counter-offers of buyers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import NoteField


class CounterOfferQuerySet(models.QuerySet["CounterOffer"]):
    """Counter-offers of a trade."""

    def open(self) -> "CounterOfferQuerySet":
        """Return the unanswered counter-offer; a trade has at most one."""
        return self.filter(status=CounterOffer.Status.OPEN)


class CounterOffer(models.Model):
    """One counter-offer; a newer one or new terms replace it."""

    class Status(models.TextChoices):
        OPEN = "open"
        APPLIED = "applied"
        DECLINED = "declined"
        REPLACED = "replaced"

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="counter_offers")
    number = models.PositiveIntegerField()
    price = MoneyField(help_text="Of one unit.")
    quantity = models.PositiveIntegerField()
    total = models.GeneratedField(
        expression=F("price") * F("quantity"),
        output_field=MoneyField(),
        db_persist=True,
    )
    note = NoteField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CounterOfferQuerySet.as_manager()

    class Meta:
        db_table = "trading_counter"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "number"], name="counter_number_once_per_trade"),
            models.UniqueConstraint(fields=["trade"], condition=Q(status="open"), name="one_open_counter_a_trade"),
            models.CheckConstraint(
                condition=Q(price__gt=0, quantity__gt=0, number__gt=0), name="counter_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | ~Q(status="open") & Q(answered_at__isnull=False),
                name="counter_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} at {self.price}"
