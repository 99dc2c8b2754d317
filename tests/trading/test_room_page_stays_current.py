"""The open page of a trade ends up equal to a fresh one after each event, for both participants."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from marketplace.models import Order
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current
from tests.trading import rooms
from tests.trading.conftest import Browser
from tests.trading.test_old_page_and_event import EVENTS as STEPS
from trading.models import Invitation
from trading.moderation import block_person, unblock_person

pytestmark = pytest.mark.detail


def counter(room, price=80):
    """Let the buyer make a counter-offer."""
    room.trade.counter(by=room.bob, version=1, price=Decimal(price), quantity=5)


EVENTS = {
    **STEPS,
    "countered again": lambda room: (counter(room), counter(room, 81)),
    "applied": lambda room: (counter(room), room.trade.apply(by=room.alice, counter=1)),
    "declined": lambda room: (counter(room), room.trade.decline(by=room.alice, counter=1)),
    "said": lambda room: room.trade.say(by=room.alice, text="Good morning."),
    "blocked by the buyer": lambda room: block_person(room.bob, room.alice),
    "blocked by the seller": lambda room: block_person(room.alice, room.bob),
}


def tell_what_was_seen(room, user):
    """Report the read messages of an open page, as its script does."""
    browser, trade = Browser(user, room), room.fresh()
    browser.take("seen", step=trade.revision)
    browser.take("read", line=trade.message_count)


def assert_page_kept_true(room, user, event):
    """Assert that the whole page of one of the two follows an event."""

    def happen():
        event()
        tell_what_was_seen(room, user)

    return assert_page_stays_current(Browser(user, room).client, room.trade.get_absolute_url(), happen)


@pytest.mark.parametrize("who", ["seller", "buyer"])
@pytest.mark.parametrize("event", EVENTS)
def test_the_whole_page_follows_every_event(room, event, who):
    assert assert_page_kept_true(room, room.who(who), lambda: EVENTS[event](room))


def test_the_sellers_whole_page_follows_a_joining_buyer(waiting):
    def come_in():
        Invitation.objects.redeem(waiting.code, by=waiting.bob)

    assert assert_page_kept_true(waiting, waiting.alice, come_in)
    shown = Browser(waiting.alice, waiting).look().content.decode()
    for words in ("You are selling to <strong>Bob Buyer", "Block Bob Buyer", "Report this trade"):
        assert words in shown


def lapse(order):
    """Let the time to pay run out."""
    Order.objects.filter(pk=order.pk).update(expires_at=order.created_at)
    Order.objects.expire_due()


OUTCOMES: dict[str, Callable[[Any], object]] = {
    "paid": cast.attempt_payment,
    "given up": Order.cancel,
    "renewed": Order.renew,
    "lapsed": lapse,
}


@pytest.mark.parametrize("who", ["seller", "buyer"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_whole_page_follows_the_outcome_of_the_deal(db, outcome, who):
    room, settle = rooms.in_state("accepted"), OUTCOMES[outcome]
    assert assert_page_kept_true(room, room.who(who), lambda: settle(room.trade.order))


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_the_whole_page_follows_the_refund_of_the_deal(db, who):
    room = rooms.in_state("accepted")
    order = room.trade.order
    assert order
    cast.attempt_payment(order)
    assert assert_page_kept_true(room, room.who(who), lambda: order.refund(order.lines.all(), by=room.alice))


def test_a_block_after_the_end_is_pushed_to_the_blocker_alone(db):
    room = rooms.in_state("rejected")
    alice, bob = Browser(room.alice, room).client, Browser(room.bob, room).client
    page = room.trade.get_absolute_url()
    assert assert_page_stays_current(bob, page, lambda: block_person(room.bob, room.alice))
    assert assert_page_stays_current(bob, page, lambda: unblock_person(room.bob, room.alice))
    assert_no_push(alice, page, lambda: block_person(room.bob, room.alice))
