"""Rooms of the tests: Alice sells, Bob buys, Mallory is nobody there, Sam is platform staff."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from marketplace.models import Item, User
from tests import cast
from trading.models import Invitation, Report, Trade, TradeEvent
from trading.moderation import block_person


@dataclass
class Room:
    """A trade with its people; `code` is Bob's invitation."""

    trade: Trade
    alice: User
    bob: User
    code: str
    mallory: User = field(default_factory=lambda: cast.person("Mallory Stranger"))
    staff: User = field(default_factory=lambda: cast.person("Olga Operator", is_staff=True))

    def who(self, role: str) -> User:
        """Return the person in a role of the tests."""
        return {"seller": self.alice, "buyer": self.bob, "stranger": self.mallory, "staff": self.staff}[role]

    def fresh(self) -> Trade:
        """Return the trade as the database has it now."""
        return Trade.objects.get(pk=self.trade.pk)

    @property
    def last(self) -> TradeEvent:
        """Return the last step."""
        return self.trade.events.get(number=self.trade.events.count())

    def kinds(self) -> list[str]:
        """Return the kinds of all steps, in order."""
        return list(self.trade.events.values_list("kind", flat=True))


def draft(item: Item | None = None, **terms: Any) -> Room:
    """Return a trade that only Alice has joined, with a valid invitation."""
    alice = item.product.shop.owner if item else cast.shop().owner
    given = {"title": "Five crates of oranges", "price": Decimal("100.00"), "quantity": 5, "description": "Ripe."}
    trade = Trade.objects.open_by(alice, item=item, **{**given, **terms})
    code = trade.invite(by=alice)
    return Room(trade, alice, cast.person("Bob Buyer"), code)


def negotiating(item: Item | None = None, **terms: Any) -> Room:
    """Return a trade that both participants have joined."""
    room = draft(item, **terms)
    assert Invitation.objects.redeem(room.code, by=room.bob)
    room.trade.refresh_from_db()
    return room


def talked_over() -> Room:
    """Return a trade with messages, a counter-offer, a report and a block."""
    room = negotiating()
    room.trade.say(by=room.alice, text="Good morning.")
    room.trade.counter(by=room.bob, version=1, price=Decimal("80.00"), quantity=5, note="For cash.")
    Report.objects.submit(room.trade, by=room.bob, text="Too loud.")
    block_person(room.mallory, room.bob)
    room.trade.refresh_from_db()
    return room


def in_state(status: str, **terms: Any) -> Room:
    """Return a trade that reached a state by the ordinary actions."""
    room = draft(**terms) if status == "draft" else negotiating(**terms)
    if status in {"expired", "overdue"}:
        age(room)
    ways: dict[str, Any] = {
        "accepted": lambda: room.trade.accept(by=room.bob, version=1),
        "rejected": lambda: room.trade.reject(by=room.bob),
        "withdrawn": lambda: room.trade.withdraw(by=room.alice),
        "expired": room.trade.expire,
    }
    ways.get(status, lambda: None)()
    room.trade.refresh_from_db()
    return room


def age(room: Room, by: timedelta = timedelta(minutes=31)) -> None:
    """Let so much time pass in the room."""
    times = {name: F(name) - by for name in ("created_at", "expires_at", "closed_at")}
    Trade.objects.filter(pk=room.trade.pk).update(**times)
    room.trade.refresh_from_db()
