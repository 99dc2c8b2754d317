"""Every role tries every action in every state: permitted ones succeed, the rest change nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from marketplace.errors import Refused
from tests.trading import rooms
from trading.errors import Closed, NotYours, TimeIsUp
from trading.models import Message, Trade, TradeEvent, Version

pytestmark = pytest.mark.django_db

ROLES = ["seller", "buyer", "stranger", "staff"]
STATES = ["draft", "negotiating", "accepted", "rejected", "withdrawn", "expired", "overdue"]
TERMS: dict[str, Any] = {"version": 1, "price": Decimal("90.00"), "quantity": 5}
ACTIONS: dict[str, dict[str, Any]] = {
    "accept": {"version": 1},
    "reject": {"reason": "Too dear."},
    "counter": TERMS,
    "amend": {**TERMS, "description": "Riper."},
    "apply": {"counter": 1},
    "decline": {"counter": 1},
    "withdraw": {},
    "invite": {},
    "say": {"text": "Good morning."},
    "cut_short": {},
}
MAY = {
    ("buyer", "negotiating"): {"accept", "reject", "counter", "say"},
    ("seller", "negotiating"): {"amend", "apply", "decline", "withdraw", "say"},
    ("seller", "draft"): {"amend", "withdraw", "invite", "say"},
    ("staff", "negotiating"): {"withdraw", "cut_short"},
    ("staff", "draft"): {"withdraw", "cut_short"},
}
"""Written out here once more, not read from the code that is tested."""


def with_counter(state):
    """Return a trade in a state, with an open counter-offer where the state permits one."""
    if state == "draft":
        return rooms.in_state(state)
    room = rooms.negotiating()
    room.trade.counter(by=room.bob, **TERMS)
    if state == "accepted":
        room.trade.accept(by=room.bob, version=1)
    elif state == "rejected":
        room.trade.reject(by=room.bob)
    elif state == "withdrawn":
        room.trade.withdraw(by=room.alice)
    elif state in {"expired", "overdue"}:
        rooms.age(room)
        if state == "expired":
            room.trade.expire()
    return room


def picture():
    """Return all that a verb could change."""
    trades = Trade.objects.values_list("status", "revision", "terms", "closed_at", "expires_at", "order", "buyer")
    return list(trades), TradeEvent.objects.count(), Version.objects.count(), Message.objects.count()


@contextmanager
def undone() -> Iterator[None]:
    """Undo the changes of the block: a trade is created once for all actions, since that takes longer than they do."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("role", "state"), list(product(ROLES, STATES)))
def test_each_action_by_each_role_in_each_state(role, state):
    plain, countered = rooms.in_state(state), with_counter(state)
    for action, given in ACTIONS.items():
        with undone():
            room = countered if action in {"apply", "decline"} else plain
            assert_allowed_or_refused(room, role, state, action, given)


def assert_allowed_or_refused(room, role, state, action, given):
    """Assert that the role's action happens where it may, and is refused for the right reason where it may not."""
    before = picture()
    act = getattr(room.fresh(), action)
    if action in MAY.get((role, state), set()):
        act(by=room.who(role), **given)
        assert action == "invite" or picture() != before, action
        return
    with pytest.raises(Refused) as refused:
        act(by=room.who(role), **given)
    sides = {who for (who, _), actions in MAY.items() if action in actions}
    if role not in sides or (role, state) == ("buyer", "draft"):  # the buyer has not joined yet
        assert isinstance(refused.value, NotYours), (action, refused.value)
    elif state == "overdue":
        assert isinstance(refused.value, TimeIsUp), (action, refused.value)
    else:
        assert isinstance(refused.value, Closed), (action, refused.value)
    if state == "overdue" and role in sides:
        assert room.fresh().status == "expired"
    else:
        assert picture() == before, action


def test_the_buttons_of_the_page_equal_the_permitted_actions():
    for state, role in product(["draft", "negotiating", "accepted", "rejected", "withdrawn", "expired"], ROLES[:3]):
        room = rooms.in_state(state)
        offered = {action for action in ACTIONS if room.trade.allows(room.who(role), action)}
        assert offered == MAY.get((role, state), set())
