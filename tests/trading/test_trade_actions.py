"""The results of each action: the terms, the event in the timeline, the push to open pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.errors import CheckoutRefused, Refused
from marketplace.models import Hold, Order
from tests import cast
from tests.fresh_page import capture_pushes
from tests.trading import rooms
from trading.errors import Closed, TermsChanged
from trading.models import CounterOffer, Trade, TradeEvent, Version

pytestmark = pytest.mark.django_db
OTHER = {"price": Decimal("80.00"), "quantity": 5}


def test_a_trade_begins_with_its_first_version_and_waits_for_its_buyer():
    room = rooms.draft()
    assert (room.trade.status, room.trade.terms_now.number, room.trade.terms_now.total) == ("draft", 1, 500)
    assert room.kinds() == ["created"]


def test_an_invited_person_becomes_the_buyer(room):
    assert (room.trade.status, room.trade.buyer) == ("negotiating", room.bob)
    assert room.kinds() == ["created", "joined"]


def test_amending_is_a_new_version_and_leaves_the_deadline(room):
    deadline = room.trade.expires_at
    room.trade.amend(by=room.alice, version=1, description="Ripe.", reason="For you.", **OTHER)
    fresh = room.fresh()
    assert (fresh.terms_now.number, fresh.terms_now.price, fresh.expires_at) == (2, 80, deadline)
    last = room.last
    assert (last.kind, last.by, last.text, last.version) == ("amended", room.alice, "For you.", fresh.terms)


def test_amending_to_the_same_terms_is_refused(room):
    with pytest.raises(Refused, match="the terms already"):
        room.trade.amend(by=room.alice, version=1, price=Decimal("100.00"), quantity=5, description="Ripe.")
    assert room.kinds() == ["created", "joined"]


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("price", {"price": Decimal("0.00"), "quantity": 1}),
        ("price", {"price": Decimal("1.005"), "quantity": 1}),
        ("price", {"price": Decimal("NaN"), "quantity": 1}),
        ("price", {"price": Decimal("99999999.99"), "quantity": 1000}),
        ("quantity", {"price": Decimal("1.00"), "quantity": 0}),
        ("quantity", {"price": Decimal("1.00"), "quantity": 1001}),
    ],
)
def test_terms_out_of_range_are_refused_with_their_field(room, field, terms):
    for act in (
        lambda: room.trade.amend(by=room.alice, version=1, description="", **terms),
        lambda: room.trade.counter(by=room.bob, version=1, **terms),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.field == field
    assert room.kinds() == ["created", "joined"]


def test_a_counter_offer_changes_no_terms_until_it_is_applied(room):
    room.trade.counter(by=room.bob, version=1, note="Please.", **OTHER)
    assert room.fresh().terms_now.number == 1
    room.trade.apply(by=room.alice, counter=1)
    fresh = room.fresh()
    assert (fresh.status, fresh.terms_now.number, fresh.terms_now.price) == ("negotiating", 2, 80)
    assert CounterOffer.objects.get().status == "applied"
    assert room.kinds()[2:] == ["countered", "applied"]


def test_a_newer_counter_offer_takes_the_place_of_one_that_waits(room):
    for price in ("80.00", "85.00"):
        room.trade.counter(by=room.bob, version=1, price=Decimal(price), quantity=5)
    with pytest.raises(Closed, match="answered or replaced"):
        room.trade.apply(by=room.alice, counter=1)
    assert list(CounterOffer.objects.values_list("status", flat=True)) == ["replaced", "open"]


def test_other_terms_answer_a_counter_offer(room):
    room.trade.counter(by=room.bob, version=1, **OTHER)
    room.trade.amend(by=room.alice, version=1, price=Decimal("90.00"), quantity=5, description="Ripe.")
    assert CounterOffer.objects.get().status == "replaced"


def test_a_declined_counter_offer_keeps_the_terms_and_shows_the_reason(room):
    room.trade.counter(by=room.bob, version=1, **OTHER)
    room.trade.decline(by=room.alice, counter=1, reason="They cost me more.")
    assert (room.fresh().terms_now.number, room.last.text) == (1, "They cost me more.")


@pytest.mark.parametrize("act", ["accept", "counter", "amend"])
def test_an_action_on_outdated_terms_is_refused(room, act):
    room.trade.amend(by=room.alice, version=1, description="", **OTHER)
    terms = {"price": Decimal("70.00"), "quantity": 5}
    given = {"accept": {}, "counter": terms, "amend": {**terms, "description": ""}}[act]
    who = room.alice if act == "amend" else room.bob
    with pytest.raises(TermsChanged) as refused:
        getattr(room.trade, act)(by=who, version=1, **given)
    assert refused.value.seen == 1
    assert (room.fresh().status, room.kinds()[-1]) == ("negotiating", "amended")


def test_accepting_is_an_order_at_the_agreed_price_held_for_half_an_hour():
    item = cast.item(stock=9)
    room = rooms.negotiating(item, price=Decimal("30.00"), quantity=4)
    order = room.trade.accept(by=room.bob, version=1)
    assert order.buyer == room.bob
    assert (order.total, order.lines.get().unit_price) == (Decimal(120), Decimal(30))
    assert order.expires_at - order.created_at == pytest.approx(timedelta(minutes=30), abs=timedelta(seconds=2))
    assert Hold.objects.get().quantity == 4
    assert (room.fresh().status, room.fresh().order) == ("accepted", order)


def test_with_too_little_stock_it_is_refused_with_the_count_and_stays_open():
    item = cast.item(stock=3)
    room = rooms.negotiating(item, price=Decimal("30.00"), quantity=4)
    with pytest.raises(CheckoutRefused) as refused:
        room.trade.accept(by=room.bob, version=1)
    assert refused.value.problems[0].left == 3
    assert (room.fresh().status, room.kinds()[-1], Order.objects.count()) == ("negotiating", "joined", 0)


def test_the_room_says_that_the_deal_is_paid(room):
    cast.attempt_payment(room.trade.accept(by=room.bob, version=1))
    assert room.kinds()[-2:] == ["accepted", "paid"]


def test_the_room_says_that_it_was_not_paid_in_time(room):
    order = room.trade.accept(by=room.bob, version=1)
    Order.objects.filter(pk=order.pk).update(expires_at=order.created_at)
    Order.objects.expire_due()
    assert (room.kinds()[-1], room.fresh().status) == ("lapsed", "accepted")


def test_the_room_says_that_the_buyer_gave_the_deal_up(room):
    room.trade.accept(by=room.bob, version=1).cancel()
    assert room.kinds()[-1] == "given_up"


def test_an_order_of_the_cart_says_nothing_in_any_room(room):
    cast.paid_order(cast.member(room.bob), (cast.item(), 1))
    assert room.kinds() == ["created", "joined"]


@pytest.mark.parametrize(
    "act",
    [
        lambda room: room.trade.accept(by=room.bob, version=1),
        lambda room: room.trade.reject(by=room.bob),
        lambda room: room.trade.withdraw(by=room.alice),
        lambda room: room.trade.amend(by=room.alice, version=1, description="", **OTHER),
        lambda room: room.trade.counter(by=room.bob, version=1, **OTHER),
        lambda room: Trade.objects.filter(pk=room.trade.pk).get().cut_short(by=room.staff),
    ],
)
def test_every_action_is_pushed_once_to_the_trade_and_to_both_people(room, act):
    topics = [topic for topic, _ in capture_pushes(lambda: act(room))]
    mine = [f"trade.{room.trade.number}", f"my-trades.{room.alice.pk}", f"my-trades.{room.bob.pk}", "all-trades"]
    assert sorted(topic for topic in topics if topic in mine) == sorted(mine)
    assert f"my-trades.{room.mallory.pk}" not in topics


def test_a_version_cannot_be_changed_even_by_hand(room):
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Version.objects.update(price=Decimal("1.00"))


def test_the_database_lets_no_trade_end_twice_or_late(room):
    room.trade.reject(by=room.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        TradeEvent.objects.create(trade=room.trade, number=9, kind="accepted", at=room.trade.created_at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE trading_trade SET closed_at = expires_at + interval '1 ms'")
