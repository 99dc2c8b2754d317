"""The chat of a room, as one participant sees it: messages, read receipts and presence."""

from dataclasses import dataclass
from functools import cached_property

from trading import presence
from trading.models import Message, Seat
from trading.room import Room
from trading.rules import Role

Line = tuple[Message, str]


@dataclass
class Chat:
    """One page of the chat: the latest messages, or those before a number."""

    room: Room
    before: int | None = None

    @cached_property
    def lines(self) -> list[Line]:
        """Return the messages of the page with their authors, oldest first."""
        return [self._line(message) for message in self.room.trade.messages.before(self.before)]

    def after(self, number: int) -> list[Line]:
        """Return the messages after a number."""
        return [self._line(message) for message in self.room.trade.messages.after(number)]

    def _line(self, message: Message) -> Line:
        message.trade = self.room.trade
        return message, self.room.name_of(message.role)

    @property
    def first(self) -> int:
        """Return the number of the first message on the page."""
        return self.lines[0][0].number if self.lines else 0

    @property
    def has_earlier(self) -> bool:
        """Tell whether there are earlier messages."""
        return self.first > 1

    @property
    def later(self) -> bool:
        """Tell whether there are later messages."""
        return self.before is not None

    @cached_property
    def seats(self) -> list[tuple[Seat, str]]:
        """Return both seats with names; an unsaved seat of the buyer before they join."""
        trade, taken = self.room.trade, {seat.role: seat for seat in self.room.trade.seats.all()}
        seats = [taken.get(role) or Seat(trade=trade, role=role) for role in (Role.SELLER, Role.BUYER)]
        return [(seat, self.room.name_of(seat.role)) for seat in seats]

    @property
    def own(self) -> Seat | None:
        """Return the viewer's seat."""
        return next((seat for seat, _ in self.seats if seat.role == self.room.role), None)

    @cached_property
    def people(self) -> list[tuple[str, str, float | None]]:
        """Return role, name and seconds since the last presence signal (None if absent) of both participants."""
        ages = presence.seconds_since_presence(self.room.trade.number)
        return [(seat.role, who, ages.get(seat.user_id)) for seat, who in self.seats]
