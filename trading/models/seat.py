"""Seats: who sits at a table, in which role, and how far they have looked."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from config import live
from marketplace.clock import ClockTimestamp
from trading.rules import Role

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, of a trade or of a person."""

    def tally(self, user: "User") -> dict[str, int]:
        """Return at how many tables a person sits (`all`), and at how many something happened since (`unread`)."""
        news = Count("pk", filter=Q(seen__lt=F("trade__revision")) | Q(read__lt=F("trade__said")))
        return self.filter(user=user).aggregate(all=Count("pk"), unread=news)

    def look(self, user: "User", trade: "Trade", step: int) -> bool:
        """Note that a person has looked at a trade up to a step; their other pages follow. True if that is news."""
        step = min(step, trade.revision)
        is_news = bool(self.filter(user=user, trade=trade, seen__lt=step).update(seen=step))
        if is_news:
            live.push(f"my-trades.{user.pk}")
        return is_news

    def read_up_to(self, user: "User", trade: "Trade", line: int) -> bool:
        """Note that a person has read up to a line, and let the other know. True if that is news."""
        line = min(line, trade.said)
        mine = self.filter(user=user, trade=trade)
        if not mine.filter(read__lt=line).update(read=line, read_at=ClockTimestamp()):
            return False
        seat = mine.get()
        told = {"seat": seat, "who": trade.name_of(seat.role)}
        live.push(f"chat.{trade.number}", "trading/live/receipt_moved.html", told)
        live.push(f"my-trades.{user.pk}")
        return True


class Seat(models.Model):
    """One person at one table; `seen` is the last step they looked at, `read` the last line."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=6, choices=[(role.value, role.label) for role in (Role.SELLER, Role.BUYER)])
    read = models.PositiveIntegerField(default=0, help_text="The last line that was before their eyes.")
    read_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trade", "role"], name="seat_once_per_role"),
            models.UniqueConstraint(fields=["user", "trade"], name="seat_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.trade}"

    @property
    def is_unread(self) -> bool:
        """Tell whether something happened that they have not looked at; needs the trade."""
        return self.seen < self.trade.revision or self.read < self.trade.said
