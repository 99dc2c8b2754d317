"""Reports of participants to platform staff."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.text.model_fields import ParagraphsField
from trading import topics
from trading.models.trade import Trade

if TYPE_CHECKING:
    from marketplace.models import User

LONGEST = 1000


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports about trades."""

    def open(self) -> "ReportQuerySet":
        """Return reports that are not handled."""
        return self.filter(handled_at__isnull=True)

    @transaction.atomic
    def submit(self, trade: Trade, *, by: "User", text: str) -> "Report":
        """Submit a report of a participant. Raises `Refused` while an earlier one with another text is open."""
        # Of two copies of a form sent at once, one is kept.
        self.bulk_create([self.model(trade=trade, by=by, text=text)], ignore_conflicts=True)
        mine = self.open().filter(trade=trade, by=by).first()
        if mine is None:  # the earlier one was handled at this moment
            return self.submit(trade, by=by, text=text)
        if mine.text != text:
            raise Refused("You have already reported this trade. Our staff will review it.", code="twice")
        topics.all_trades.push()
        return mine


class Report(models.Model):
    """One report; open until a member of staff handles it."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trade_reports")
    text = ParagraphsField(max_length=LONGEST)
    at = models.DateTimeField(db_default=Now(), editable=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trade", "by"], condition=Q(handled_at__isnull=True), name="one_open_report_a_person"
            ),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by__isnull=True)
                | Q(handled_at__isnull=False, handled_by__isnull=False),
                name="report_says_who_handled_it",
            ),
        ]

    def __str__(self) -> str:
        return f"report about {self.trade.number}"

    def handle(self, *, by: "User") -> None:
        """Mark the report as handled. Raises `Refused` if it is handled already."""
        if not Report.objects.open().filter(pk=self.pk).update(handled_at=ClockTimestamp(), handled_by=by):
            raise Refused("This report was handled already.", code="handled")
        if self.by.left_at:
            # The text of a deleted account was kept only until staff had read it.
            Report.objects.filter(pk=self.pk).update(text="")
        topics.all_trades.push()
