"""Trade pages have no duplicate ids and no dangling references, in every state and after every refusal."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from tests.page_references import find_broken_pointers, find_duplicate_ids
from tests.trading import rooms
from tests.trading.conftest import Browser
from tests.trading.rooms import Room
from trading.moderation import block_person

pytestmark = pytest.mark.detail

STATES = ["draft", "negotiating", "accepted", "rejected", "withdrawn", "expired", "overdue"]
STEPS = ["accept", "reject", "counter", "amend", "apply", "decline", "withdraw", "report", "say", "invite", "block"]


def assert_sound(answer):
    """Assert that a page has no id twice and no pointer that leads nowhere."""
    html = answer.content.decode()
    assert html.lower().startswith("<!doctype html>")
    assert (find_duplicate_ids(html), find_broken_pointers(html)) == ([], [])


def countered(times=1):
    """Return a trade with counter-offers of the buyer."""
    room = rooms.negotiating()
    for number in range(times):
        room.trade.counter(by=room.bob, version=1, price=Decimal(80 + number), quantity=5, note="For cash.")
    return room


def amended():
    """Return a room on its second terms, with a counter-offer to them."""
    room = countered()
    room.trade.amend(by=room.alice, version=1, price=Decimal(90), quantity=4, description="Riper.", reason="So.")
    room.trade.counter(by=room.bob, version=2, price=Decimal(80), quantity=4)
    return room


def applied():
    """Return a trade with a counter-offer that the seller applied."""
    room = countered()
    room.trade.apply(by=room.alice, counter=1)
    return room


def given_up():
    """Return a trade with a deal that was not paid in time."""
    room = rooms.in_state("accepted")
    assert room.trade.order
    room.trade.order.cancel()
    return room


def blocked():
    """Return a trade of two people after one blocked the other."""
    room = rooms.negotiating()
    block_person(room.bob, room.alice)
    return room


ROOMS: dict[str, Callable[[], Room]] = {state: partial(rooms.in_state, state) for state in STATES}
ROOMS |= {"countered": countered, "countered twice": lambda: countered(2), "amended": amended, "applied": applied}
ROOMS |= {"given up": given_up, "blocked": blocked, "talked over": rooms.talked_over}


@pytest.mark.parametrize("state", ROOMS)
def test_a_room_in_any_state_is_sound_for_both(db, state):
    room = ROOMS[state]()
    assert_sound(Browser(room.alice, room).look())
    if room.trade.buyer_id:
        assert_sound(Browser(room.bob, room).look())


@pytest.mark.parametrize("who", ["seller", "buyer"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("form", [{}, {"version": 1, "counter": 9, "price": "x", "quantity": "0"}, {"version": 1}])
def test_a_room_after_a_refused_step_is_sound(db, step, form, who):
    room = amended()
    answer = Browser(room.who(who), room).take(step, **form)
    if answer.status_code != 302:
        assert_sound(answer)
