"""Seats: who sits at a table, in which role, how far they have looked, and what they were told by mail."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q

from marketplace import clock
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import run_each
from trading import mails, presence, topics
from trading.rules import OPEN_STATUSES, Role

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade
    from trading.models.trade_event import TradeEvent


NEWS = Q(seen__lt=F("trade__revision")) | Q(read__lt=F("trade__message_count"))


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, of a trade or of a person."""

    def tally(self, user: "User") -> dict[str, int]:
        """Return in how many trades a person takes part (`all`), and how many of them have news (`unread`).

        Badge, dashboard and list show this one number. A trade has news as long as it has a step or a line that its
        reader has not looked at: what `is_unread` tells of a single seat.
        """
        return self.filter(user=user).aggregate(all=Count("pk"), unread=Count("pk", filter=NEWS))

    def note_news(self, at: "datetime") -> None:
        """Note that something happened at these tables, unless earlier news waits to be told already."""
        self.filter(unmailed_since__isnull=True).update(unmailed_since=at)

    def look(self, user: "User", trade: "Trade", step: int) -> bool:
        """Note that a person has looked at a trade up to a step; their other pages follow. True if that is news."""
        step = min(step, trade.revision)
        is_news = bool(self.filter(user=user, trade=trade, seen__lt=step).update(seen=step, mailed_at=None))
        if is_news:
            topics.my_trades.push(user.pk)
        return is_news

    def read_up_to(self, user: "User", trade: "Trade", line: int) -> bool:
        """Note that a person has read up to a line, and let the other know. True if that is news."""
        line = min(line, trade.message_count)
        mine = self.filter(user=user, trade=trade)
        if not mine.filter(read__lt=line).update(read=line, read_at=ClockTimestamp(), mailed_at=None):
            return False
        seat = mine.get()
        told = {"seat": seat, "who": trade.name_of(seat.role)}
        topics.chat.push(trade.number, "trading/live/receipt_moved.html", told)
        topics.my_trades.push(user.pk)
        return True

    # Telling the absent -----------------------------------------------------------------------------------------

    def tell_absent(self) -> int:
        """Write the mails that are due to people who are not in their rooms; returns how many. Safe to run twice.

        Nothing is written while it is not known who is where.
        """
        if not presence.is_presence_complete():
            return 0
        due = self._due().order_by("unmailed_since", "pk").values_list("pk", flat=True)
        return run_each(list(due), partial(self._tell, presence.people_by_room()))

    def _due(self) -> "SeatQuerySet":
        return self.filter(unmailed_since__lt=ClockTimestamp() - timedelta(seconds=settings.TRADE_MAIL_SECONDS))

    @transaction.atomic
    def _tell(self, here: dict[str, set[int]], pk: int) -> int:
        seat = self._due().filter(pk=pk).select_for_update(skip_locked=True, no_key=True).first()
        return seat.tell(is_here=seat.user_id in here.get(seat.trade.number, ())) if seat else 0


class Seat(models.Model):
    """A participant of a trade; `seen` is the number of the last event they saw, `read` of the last message.

    `unmailed_since` is the time of the oldest event that is not mailed yet, `mailed_at` the time of their last mail.
    Events that follow each other closely are one burst and one mail. A burst ends when the participant opens the room,
    or after a pause. A more important event gets a mail of its own: `mailed_weight` is the weight of the last mail.
    """

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=6, choices=[(role.value, role.label) for role in (Role.SELLER, Role.BUYER)])
    read = models.PositiveIntegerField(default=0, help_text="The last line that was before their eyes.")
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
            # The sweep over who has to be told.
            models.Index(fields=["unmailed_since"], condition=Q(unmailed_since__isnull=False), name="seat_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.trade}"

    @property
    def is_unread(self) -> bool:
        """Tell whether something happened that they have not looked at; needs the trade."""
        return self.seen < self.trade.revision or self.read < self.trade.message_count

    def unread(self) -> "tuple[list[TradeEvent], int]":
        """Return the steps of others that they have not seen, and how many lines they have not read.

        Talk in a room that is closed is no news any more, nor is to a buyer what they did about paying.
        """
        own = Q(by=self.user_id) | (Q(kind__in=["paid", "given_up"]) if self.role == Role.BUYER else Q())
        steps = self.trade.events.filter(number__gt=self.seen).exclude(own).select_related("by", "counter")
        is_open = self.trade.status in OPEN_STATUSES
        lines = self.trade.messages.filter(number__gt=self.read).exclude(by=self.user_id).count() if is_open else 0
        return list(steps.order_by("number")), lines

    def tell(self, *, is_here: bool) -> int:
        """Write the mail about what waits, if they are away and it is no part of what they were told of; how many.

        Needs the row locked. Whoever is here is looked for again later: they may leave without having read it.
        """
        now = clock.read()
        steps, lines = self.unread()
        is_news = bool(steps or lines)
        if is_news and is_here:
            return self._noted(unmailed_since=now)
        weight = max((step.weight for step in steps), default=0)
        is_told = is_news and not (self._goes_on() and weight <= self.mailed_weight)
        if is_told:
            mails.mail_room_events(self, steps, lines)
        self._noted(
            unmailed_since=None,
            mailed_at=now if is_news else None,
            mailed_weight=weight if is_told else self.mailed_weight,
        )
        return int(is_told)

    def _goes_on(self) -> bool:
        """Tell whether news came while the burst they were told of was still going on."""
        pause = timedelta(minutes=settings.TRADE_MAIL_PAUSE_MINUTES)
        return (
            self.mailed_at is not None
            and self.unmailed_since is not None
            and self.unmailed_since - self.mailed_at < pause
        )

    def _noted(self, **fields: "datetime | int | None") -> int:
        Seat.objects.filter(pk=self.pk).update(**fields)
        return 0
