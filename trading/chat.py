"""A conversation as one of the two sees it: the lines with who said them, who has read how far, who is here."""

from dataclasses import dataclass
from functools import cached_property

from trading import presence
from trading.models import Message, Seat
from trading.room import Room
from trading.rules import Role

Line = tuple[Message, str]


@dataclass
class Chat:
    """One page of a room's conversation, the latest unless one `before` a line is asked for."""

    room: Room
    before: int | None = None

    @cached_property
    def lines(self) -> list[Line]:
        """Return the page's lines, in the order they were said."""
        return [self._line(message) for message in self.room.trade.messages.before(self.before)]

    def after(self, number: int) -> list[Line]:
        """Return what was said after a line."""
        return [self._line(message) for message in self.room.trade.messages.after(number)]

    def _line(self, message: Message) -> Line:
        message.trade = self.room.trade
        return message, self.room.name_of(message.role)

    @property
    def first(self) -> int:
        """Return the number of the page's first line."""
        return self.lines[0][0].number if self.lines else 0

    @property
    def has_earlier(self) -> bool:
        """Tell whether something was said before this page."""
        return self.first > 1

    @property
    def later(self) -> bool:
        """Tell whether this is not the latest page."""
        return self.before is not None

    @cached_property
    def seats(self) -> list[tuple[Seat, str]]:
        """Return both seats with the names of who sits there, the buyer's too before anybody came."""
        trade, taken = self.room.trade, {seat.role: seat for seat in self.room.trade.seats.all()}
        seats = [taken.get(role) or Seat(trade=trade, role=role) for role in (Role.SELLER, Role.BUYER)]
        return [(seat, self.room.name_of(seat.role)) for seat in seats]

    @property
    def own(self) -> Seat | None:
        """Return the viewer's seat."""
        return next((seat for seat, _ in self.seats if seat.role == self.room.role), None)

    @cached_property
    def people(self) -> list[tuple[str, str, float | None]]:
        """Return who belongs here: role, name, and the seconds since a page of theirs gave a sign; None for none."""
        ages = presence.seconds_since_presence(self.room.trade.number)
        return [(seat.role, who, ages.get(seat.user_id)) for seat, who in self.seats]
