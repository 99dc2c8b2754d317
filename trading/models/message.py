"""Messages: the numbered lines of a conversation, and `trade.say(by=..., text=...)` to write and push one."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.errors import Refused
from marketplace.text.model_fields import ParagraphsField
from trading import topics
from trading.models.negotiation import locked_action
from trading.rules import Role

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade

LONGEST = 2000
"""Characters of one message."""
PAGE = 50
"""Messages on one page of the conversation."""
MOST_AT_ONCE = 500
"""Messages in one answer about missed ones; a page that missed more asks again."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages of one conversation."""

    def before(self, number: int | None) -> "list[Message]":
        """Return the page of messages before a number, or the latest page, oldest first."""
        earlier = self if number is None else self.filter(number__lt=number)
        return list(reversed(earlier.select_related("by").order_by("-number")[:PAGE]))

    def after(self, number: int) -> "list[Message]":
        """Return the messages after a number, oldest first."""
        return list(self.filter(number__gt=number).select_related("by").order_by("number")[:MOST_AT_ONCE])


class Message(models.Model):
    """One message. Its number is drawn under the lock of the trade, so none becomes visible after a higher one."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = ParagraphsField(max_length=LONGEST)
    key = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trade", "number"], name="message_number_once_per_trade"),
            models.UniqueConstraint(
                fields=["trade", "by", "key"], condition=~Q(key=""), name="message_key_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.number} of {self.trade}"

    @property
    def role(self) -> Role:
        """Return the role of the author; reads the trade."""
        return Role.SELLER if self.by_id == self.trade.seller_id else Role.BUYER


@locked_action("say")
def say(trade: "Trade", *, by: "User", text: str, key: str = "") -> Message:
    """Return a new message to the other participant. The same `key` again returns the message that has it already.

    Raises `Refused` for an empty or too long text, and for too many messages a minute.
    """
    if key and (earlier := trade.messages.filter(by=by, key=key).first()):
        return earlier
    require_sendable(trade, by, text)
    trade.message_count += 1
    type(trade).objects.filter(pk=trade.pk).update(message_count=trade.message_count)
    message = trade.messages.create(number=trade.message_count, by=by, text=text, key=key, at=trade.moment)
    has_read_all = trade.seats.filter(user=by, read=message.number - 1).update(read=message.number, read_at=message.at)
    trade.seats.exclude(user=by).record_unmailed(trade.moment)
    push_message(trade, message, with_receipt=bool(has_read_all))
    return message


def require_sendable(trade: "Trade", by: "User", text: str) -> None:
    """Raise `Refused` for an empty or too long text, and for too many messages a minute."""
    if not text.strip():
        raise Refused("Enter a message.", field="text", code="text")
    if len(text) > LONGEST:
        raise Refused(f"Use at most {LONGEST} characters in one message.", field="text", code="text")
    minute = trade.moment - timedelta(minutes=1)
    if trade.messages.filter(by=by, at__gt=minute).count() >= settings.TRADE_LINES_PER_MINUTE:
        raise Refused("Too many messages at once. Wait a moment.", field="text", code="too_fast")


def push_message(trade: "Trade", message: Message, *, with_receipt: bool) -> None:
    """Push a message to the room, with the read receipt of its author if they had read all before it."""
    who = trade.name_of(message.role)
    seat = trade.seats.get(user=message.by) if with_receipt else None
    context = {"trade": trade, "lines": [(message, who)], "seat": seat, "who": who}
    topics.chat.push(trade.number, "trading/_messages_added.html", context)
    for user_id in filter(None, (trade.seller_id, trade.buyer_id)):
        topics.my_trades.push(user_id)
