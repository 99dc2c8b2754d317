"""Two participants of a trade act at the same moment: one outcome, one timeline entry, one push."""

import random
import time
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from marketplace.accounts.account_deletion import delete_account
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Hold, Order
from tests import cast
from tests.races.threads import run_together
from tests.trading import rooms
from trading.models import Invitation, Trade, TradeEvent, Version

pytestmark = pytest.mark.django_db(transaction=True)
OTHER: dict[str, Any] = {"price": Decimal("80.00"), "quantity": 5, "description": ""}


@pytest.fixture
def pushed_topics(monkeypatch):
    """Topics of the pushes to rooms."""
    topics: list[str] = []

    def note(topic, message):
        topics.extend(each["topic"] for each in message.get("many", [{"topic": topic}]))

    monkeypatch.setattr("config.live.topics.publish", note)
    return topics


def unexpected(outcomes):
    return [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]


def test_a_hundred_accepts_by_fifty_at_once_are_one_deal(pushed_topics):
    item = cast.item(stock=500)
    room = rooms.negotiating(item)
    pushed_topics.clear()

    def accept_twice():
        answers: list[Any] = []
        for _ in range(2):
            try:
                answers.append(room.trade.accept(by=room.bob, version=1))
            except Refused as refused:
                answers.append(refused)
        return answers

    answers = run_together(*[accept_twice] * 50)
    assert unexpected(answers) == []
    orders = [each for pair in answers for each in pair if isinstance(each, Order)]
    assert (len(orders), sum(len(pair) for pair in answers)) == (1, 100)
    assert (Order.objects.count(), Hold.objects.get().quantity) == (1, 5)
    assert room.kinds() == ["created", "joined", "accepted"]
    assert pushed_topics.count(f"trade.{room.trade.number}") == 1


@pytest.mark.parametrize("rival", ["amend", "reject", "withdraw", "counter"])
def test_accepting_against_another_step_has_one_outcome(pushed_topics, rival):
    for _ in range(6):
        room = rooms.negotiating()
        pushed_topics.clear()
        accept = partial(room.trade.accept, by=room.bob, version=1)
        others: dict[str, Any] = {
            "amend": partial(room.trade.amend, by=room.alice, version=1, **OTHER),
            "reject": partial(room.trade.reject, by=room.bob),
            "withdraw": partial(room.trade.withdraw, by=room.alice),
            "counter": partial(room.trade.counter, by=room.bob, version=1, price=Decimal("80.00"), quantity=5),
        }
        outcomes = run_together(accept, others[rival])
        assert unexpected(outcomes) == []
        steps = room.kinds()[2:]
        trade = room.fresh()
        # A counter-offer alone leaves the terms as they were seen, and may come just before.
        assert len(steps) == 1 or (rival == "counter" and steps == ["countered", "accepted"]), steps
        assert (trade.status == "accepted") == ("accepted" in steps) == Order.objects.filter(trade=trade).exists()
        assert pushed_topics.count(f"trade.{trade.number}") == len(steps)
        if trade.status == "accepted":
            assert trade.terms_now.number == 1, "accepted terms that were not seen"


@pytest.mark.parametrize("rounds", [40, pytest.param(1000, marks=pytest.mark.bench)])
def test_accepting_against_the_deadline_never_both_and_never_late(rounds):
    """Accept within 50 ms of the deadline, during a sweep: every accepted trade was accepted in time."""
    chance = random.Random(5)
    accepted, lean = 0, 0.0
    for _ in range(rounds):
        room = rooms.negotiating()
        mine = Trade.objects.filter(pk=room.trade.pk)

        def after(seconds, act):
            time.sleep(max(0.0, seconds))
            return act()

        outcomes = run_together(
            partial(mine.update, expires_at=ClockTimestamp() + timedelta(milliseconds=70)),
            partial(
                after, 0.07 + lean + chance.uniform(-0.05, 0.05), partial(room.trade.accept, by=room.bob, version=1)
            ),
            partial(after, 0.07 + chance.uniform(-0.05, 0.05), Trade.objects.expire_due),
        )
        assert unexpected(outcomes) == []
        time.sleep(0.08)
        Trade.objects.expire_due()
        trade = room.fresh()
        ends = [kind for kind in room.kinds() if kind in {"accepted", "expired"}]
        assert ends == [trade.status]
        assert trade.closed_at
        assert (trade.closed_at < trade.expires_at) == (trade.status == "accepted")
        assert Order.objects.filter(trade=trade).exists() == (trade.status == "accepted")
        accepted += trade.status == "accepted"
        # Adapts to the machine's load: the winner starts later the next time, the loser earlier.
        lean = min(max(lean + (0.01 if trade.status == "accepted" else -0.01), -0.07), 0.1)
    assert 0 < accepted < rounds, "one side always won: the race was none"


def test_two_sweeps_at_once_expire_each_trade_once(pushed_topics):
    due = [rooms.in_state("overdue") for _ in range(12)]
    pushed_topics.clear()
    done = run_together(*[partial(Trade.objects.expire_due, 3)] * 4)
    assert sum(done) == 12
    assert TradeEvent.objects.filter(kind="expired").count() == 12
    # A sweep repeats the pushes of a concurrent sweep, which could be killed; a repeated nudge does no harm.
    assert {f"trade.{room.trade.number}" for room in due} <= set(pushed_topics)


def test_one_code_lets_one_of_many_in():
    room = rooms.draft()
    people = [cast.person(f"Buyer{number} Person") for number in range(8)]
    outcomes = run_together(*(partial(Invitation.objects.redeem, room.code, by=one) for one in people))
    assert unexpected(outcomes) == []
    assert sum(each is not None for each in outcomes) == 1
    assert room.kinds() == ["created", "joined"]


def test_a_code_used_while_it_is_revoked_lets_in_or_does_not():
    for _ in range(6):
        room = rooms.draft()
        trade, code = run_together(
            partial(Invitation.objects.redeem, room.code, by=room.bob), partial(room.trade.invite, by=room.alice)
        )
        assert (trade is None) == isinstance(code, str)
        assert room.fresh().buyer == (room.bob if trade else None)


def test_steps_and_versions_are_numbered_without_gaps_whoever_comes_first():
    room = rooms.negotiating()
    prices = [Decimal(price) for price in range(60, 70)]
    counters = [partial(room.trade.counter, by=room.bob, version=1, price=price, quantity=5) for price in prices]
    assert unexpected(run_together(*counters)) == []
    numbers = list(TradeEvent.objects.filter(trade=room.trade).values_list("number", flat=True))
    assert numbers == list(range(1, 13))
    assert room.trade.counter_offers.open().count() == 1
    amends = [
        partial(room.trade.amend, by=room.alice, version=1, price=price, quantity=5, description="") for price in prices
    ]
    assert sum(isinstance(each, Version) for each in run_together(*amends)) == 1


def test_two_offers_for_one_item_at_once_share_a_room():
    bob, item = cast.person("Bob Buyer"), cast.item()
    outcomes = run_together(
        *(partial(Trade.objects.offer, bob, item, price=Decimal(price), quantity=1) for price in (20, 25, 30))
    )
    assert unexpected(outcomes) == []
    assert Trade.objects.count() == 1


def test_accepting_while_paying_leaving_and_buying_deadlocks_nobody():
    for _ in range(4):
        item = cast.item(stock=50)
        room = rooms.negotiating(item, quantity=1)
        other = rooms.negotiating(item, quantity=1)
        deal = other.trade.accept(by=other.bob, version=1)
        shopper = cast.member(room.bob)
        outcomes = run_together(
            partial(room.trade.accept, by=room.bob, version=1),
            partial(cast.attempt_payment, deal),
            partial(cast.paid_order, shopper, (item, 1)),
            partial(delete_account, room.bob),
        )
        assert unexpected(outcomes) == [], outcomes
