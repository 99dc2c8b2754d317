"""Seats: the participants of trades, with the events and messages that they have seen, and their last mail."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from marketplace.clock import ClockTimestamp
from trading import topics
from trading.rules import OPEN_STATUSES, Role

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade
    from trading.models.trade_event import TradeEvent


UNREAD = Q(seen__lt=F("trade__revision")) | Q(read__lt=F("trade__message_count"))


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats of a trade or of a person."""

    def count_unread(self, user: "User") -> dict[str, int]:
        """Return the number of trades of a person (`all`) and of those with unseen events or messages (`unread`).

        Badge, seller dashboard and list show this one number. `Seat.is_unread` is the same for one seat.
        """
        return self.filter(user=user).aggregate(all=Count("pk"), unread=Count("pk", filter=UNREAD))

    def record_unmailed(self, at: "datetime") -> None:
        """Record the time of an event that is not mailed, unless an earlier one waits already."""
        self.filter(unmailed_since__isnull=True).update(unmailed_since=at)

    def mark_seen(self, user: "User", trade: "Trade", event: int) -> bool:
        """Record the last event that a user has seen, and push it to their other pages. True if it was unseen."""
        event = min(event, trade.revision)
        is_new = bool(self.filter(user=user, trade=trade, seen__lt=event).update(seen=event, mailed_at=None))
        if is_new:
            topics.my_trades.push(user.pk)
        return is_new

    def mark_read(self, user: "User", trade: "Trade", number: int) -> bool:
        """Record the last message that a user has read, and push the read receipt. True if it was unread."""
        number = min(number, trade.message_count)
        mine = self.filter(user=user, trade=trade)
        if not mine.filter(read__lt=number).update(read=number, read_at=ClockTimestamp(), mailed_at=None):
            return False
        seat = mine.get()
        context = {"seat": seat, "who": trade.name_of(seat.role)}
        topics.chat.push(trade.number, "trading/_read_receipt.html", context)
        topics.my_trades.push(user.pk)
        return True

    def due_for_mail(self) -> "SeatQuerySet":
        """Return seats with an unmailed event old enough for a mail."""
        return self.filter(unmailed_since__lt=ClockTimestamp() - timedelta(seconds=settings.TRADE_MAIL_SECONDS))


class Seat(models.Model):
    """A participant of a trade; `seen` is the number of the last event they saw, `read` of the last message.

    `unmailed_since` is the time of the oldest event that is not mailed yet, `mailed_at` the time of their last mail.
    Events that follow each other closely are one burst and one mail. A burst ends when the participant opens the room,
    or after a pause. A more important event gets a mail of its own: `mailed_weight` is the weight of the last mail.
    """

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=6, choices=[(role.value, role.label) for role in (Role.SELLER, Role.BUYER)])
    read = models.PositiveIntegerField(default=0, help_text="Number of the last message read.")
    read_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    unmailed_since = models.DateTimeField(null=True, blank=True, editable=False, db_column="news_at")
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False, db_column="told_at")
    mailed_weight = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False, db_column="told")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trade", "role"], name="seat_once_per_role"),
            models.UniqueConstraint(fields=["user", "trade"], name="seat_once_per_person"),
        ]
        indexes = [
            # The sweep: participants due for a mail.
            models.Index(fields=["unmailed_since"], condition=Q(unmailed_since__isnull=False), name="seat_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.trade}"

    @property
    def is_unread(self) -> bool:
        """Tell whether there are unseen events or messages; reads the trade."""
        return self.seen < self.trade.revision or self.read < self.trade.message_count

    def unread(self) -> "tuple[list[TradeEvent], int]":
        """Return the unseen events of others, and the number of unread messages.

        Messages in a closed trade don't count. For the buyer, their own payment doesn't count either.
        """
        own = Q(by=self.user_id) | (Q(kind__in=["paid", "given_up"]) if self.role == Role.BUYER else Q())
        events = self.trade.events.filter(number__gt=self.seen).exclude(own).select_related("by", "counter")
        is_open = self.trade.status in OPEN_STATUSES
        messages = self.trade.messages.filter(number__gt=self.read).exclude(by=self.user_id).count() if is_open else 0
        return list(events.order_by("number")), messages

    def is_in_burst(self) -> bool:
        """Tell whether the unmailed events followed the last mail closely."""
        pause = timedelta(minutes=settings.TRADE_MAIL_PAUSE_MINUTES)
        return (
            self.mailed_at is not None
            and self.unmailed_since is not None
            and self.unmailed_since - self.mailed_at < pause
        )
