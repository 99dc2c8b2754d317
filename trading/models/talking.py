"""The verb of talk: a line of the conversation, numbered under the trade's lock."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from marketplace.errors import Refused
from trading import topics
from trading.models.message import LONGEST, Message
from trading.models.steps import Steps
from trading.verbs import verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from marketplace.models import User
    from trading.models.seat import Seat


class Talking(Steps):
    """A trade at whose table two people talk."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        messages: Any
        number: Any
        message_count: Any
        seller_id: Any
        buyer_id: Any
        name_of: Callable[[str], str]

    @verb("say")
    def say(self, *, by: "User", text: str, key: str = "") -> Message:
        """Say something to the other; `key` is the form's: sent again, it is the line that was said.

        Raises `Refused` for nothing, too much, or too much at once.
        """
        if key and (earlier := self.messages.filter(by=by, key=key).first()):
            return earlier
        self._require_sayable(by, text)
        self.message_count += 1
        type(self).objects.filter(pk=self.pk).update(message_count=self.message_count)
        message: Message = self.messages.create(number=self.message_count, by=by, text=text, key=key, at=self.moment)
        has_read = self.seats.filter(user=by, read=self.message_count - 1).update(
            read=self.message_count, read_at=self.moment
        )
        self.seats.exclude(user=by).note_news(self.moment)
        self._tell_said(message, self.seats.get(user=by) if has_read else None)
        return message

    def _require_sayable(self, by: "User", text: str) -> None:
        if not text.strip():
            raise Refused("Say something.", field="text", code="text")
        if len(text) > LONGEST:
            raise Refused(f"That is more than {LONGEST} characters. Say it in parts.", field="text", code="text")
        minute = self.moment - timedelta(minutes=1)
        if self.messages.filter(by=by, at__gt=minute).count() >= settings.TRADE_LINES_PER_MINUTE:
            raise Refused("That was a lot at once. Wait a moment.", field="text", code="too_fast")

    def _tell_said(self, message: Message, seat: "Seat | None") -> None:
        who = self.name_of(message.role)
        context = {"trade": self, "lines": [(message, who)], "seat": seat, "who": who}
        topics.chat.push(self.number, "trading/live/message_added.html", context)
        for user_id in filter(None, (self.seller_id, self.buyer_id)):
            topics.my_trades.push(user_id)
