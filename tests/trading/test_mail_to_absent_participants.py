"""An absent participant gets one mail for a burst of events; a present one, or one who has read them, gets none."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db.models import F

from marketplace.models import Mail, User
from tests import cast
from tests.trading import rooms
from tests.trading.conftest import Browser
from trading import mails, presence
from trading.models import Seat, Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def known(db):
    """Pages had the time to say where people are."""
    cache.set(presence.SINCE, 0, None)


@pytest.fixture
def room(known):
    """A trade that both participants have read; neither is present."""
    room = rooms.negotiating()
    settle(room)
    return room


def settle(room):
    Seat.objects.filter(trade=room.trade).update(seen=room.fresh().revision, unmailed_since=None, mailed_at=None)
    Mail.objects.all().delete()


def wait(room, **time):
    """Let time pass for both seats."""
    by = timedelta(**(time or {"seconds": 61}))
    Seat.objects.filter(trade=room.trade).update(unmailed_since=F("unmailed_since") - by, mailed_at=F("mailed_at") - by)


def sweep(room, **time) -> list[str]:
    """Let time pass and run the sweep; return the recipients of its mails."""
    wait(room, **time)
    before = set(Mail.objects.values_list("pk", flat=True))
    mails.mail_absent_participants()
    return list(Mail.objects.exclude(pk__in=before).values_list("to", flat=True))


def amend(room, price=90):
    return room.trade.amend(
        by=room.alice, version=room.fresh().terms_now.number, price=Decimal(price), quantity=5, description=""
    )


def test_a_failed_mail_does_not_block_mails_to_others(room, monkeypatch):
    other = rooms.negotiating()
    settle(other)
    for each in (room, other):
        each.trade.say(by=each.alice, text="Hello?")
    wait(other)
    write = mails.mail_room_events

    def fail_for_the_first(seat, steps, lines):
        if seat.trade_id == room.trade.pk:
            raise RuntimeError("no such template")
        write(seat, steps, lines)

    monkeypatch.setattr(mails, "mail_room_events", fail_for_the_first)
    assert sweep(room) == [other.bob.email]
    monkeypatch.undo()
    assert sweep(room) == [room.bob.email]


def test_a_message_is_mailed_to_the_other_only(room):
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    mail = Mail.objects.get()
    assert "Five crates of oranges" in mail.subject
    assert f"http://localhost:8000{room.trade.get_absolute_url()}" in mail.text
    assert "Hello?" not in mail.text + mail.html


def test_a_burst_is_one_mail_with_all_of_it(room):
    amend(room)
    for text in ("Hello?", "Anybody?"):
        room.trade.say(by=room.alice, text=text)
    assert sweep(room) == [room.bob.email]
    assert "changed the terms" in Mail.objects.get().text
    assert "sent 2 messages" in Mail.objects.get().text
    assert sweep(room) == []


def test_a_burst_of_events_is_one_mail(room):
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    for _ in range(4):
        wait(room, minutes=20)
        room.trade.say(by=room.alice, text="Anybody?")
        assert sweep(room) == []


def test_only_a_more_important_event_in_a_burst_gets_another_mail(room):
    room.trade.say(by=room.bob, text="Hello?")
    assert sweep(room) == [room.alice.email]
    for price in (80, 81):
        room.trade.counter(by=room.bob, version=1, price=Decimal(price), quantity=5)
        assert sweep(room) == ([room.alice.email] if price == 80 else [])
    room.trade.say(by=room.bob, text="Well?")
    assert sweep(room) == []
    order = room.trade.accept(by=room.bob, version=1)
    assert sweep(room) == [room.alice.email]
    assert "you have a deal" in Mail.objects.latest("pk").text
    order.cancel()
    assert sweep(room) == [room.alice.email]
    assert sweep(room) == []


def test_after_a_visit_new_messages_are_mailed_again(room):
    amend(room)
    assert sweep(room) == [room.bob.email]
    Browser(room.bob, room).look()
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    amend(room, price=80)
    assert sweep(room) == [room.bob.email]


def test_a_buyer_needs_no_mail_to_know_that_they_paid(room):
    order = room.trade.accept(by=room.bob, version=1)
    settle(room)
    cast.attempt_payment(order)
    assert sweep(room) == [room.alice.email]


def test_events_after_a_pause_are_a_new_burst(room):
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    wait(room, minutes=31)
    amend(room)
    assert sweep(room) == [room.bob.email]


def test_events_after_a_visit_are_a_new_burst(room):
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    Browser(room.bob, room).take("read", line=1)
    room.trade.say(by=room.alice, text="Are you there?")
    assert sweep(room) == [room.bob.email]


def test_a_participant_who_has_read_it_gets_no_mail(room):
    amend(room)
    room.trade.say(by=room.alice, text="Hello?")
    Browser(room.bob, room).look()
    Browser(room.bob, room).take("read", line=1)
    assert sweep(room) == []


def test_a_present_participant_gets_no_mail_until_leaving_without_reading(room, monkeypatch):
    presence.record_presence(room.trade.number, room.bob.pk)
    room.trade.say(by=room.alice, text="Hello?")
    assert [sweep(room), sweep(room)] == [[], []]
    monkeypatch.setattr(presence, "GONE_AFTER", 0)
    assert sweep(room) == [room.bob.email]


def test_presence_in_another_trade_does_not_count(room):
    presence.record_presence(rooms.negotiating().trade.number, room.bob.pk)
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]


def test_no_mail_is_sent_at_once(room):
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room, seconds=30) == []


def test_without_presence_no_mail_is_sent(room):
    room.trade.say(by=room.alice, text="Hello?")
    cache.delete(presence.SINCE)
    assert [sweep(room), sweep(room)] == [[], []]
    cache.set(presence.SINCE, 0, None)
    assert sweep(room) == [room.bob.email]


def test_unread_messages_in_a_closed_trade_are_not_mailed(room):
    room.trade.say(by=room.alice, text="Hello?")
    room.trade.reject(by=room.bob)
    settle(room)
    Seat.objects.filter(trade=room.trade, user=room.bob).record_unmailed(room.trade.created_at)
    assert sweep(room) == []


@pytest.mark.parametrize(
    ("step", "to", "words"),
    [
        (lambda room: room.trade.accept(by=room.bob, version=1), "alice", "you have a deal"),
        (lambda room: room.trade.reject(by=room.bob), "alice", "rejected the offer"),
        (lambda room: room.trade.withdraw(by=room.alice), "bob", "was withdrawn"),
        (lambda room: room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5), "alice", "5 × €80.00"),
    ],
)
def test_an_action_is_mailed_to_the_other_participant(room, step, to, words):
    step(room)
    assert sweep(room) == [getattr(room, to).email]
    assert words in Mail.objects.get().text
    assert words in Mail.objects.get().html


def test_an_expiry_is_mailed_to_both(room):
    rooms.age(room)
    Trade.objects.expire_due()
    assert sorted(sweep(room)) == sorted([room.alice.email, room.bob.email])


def test_an_offer_is_mailed_to_a_seller_who_never_opened_the_trade():
    bob = cast.person("Bob Buyer")
    trade = Trade.objects.offer(bob, cast.item(), price=Decimal(40), quantity=1)
    assert sweep(rooms.Room(trade, trade.seller, bob, "")) == [trade.seller.email]


def test_a_deleted_account_gets_no_mail(room):
    room.trade.say(by=room.alice, text="Hello?")
    User.objects.filter(pk=room.bob.pk).update(is_active=False)
    assert sweep(room) == []


def test_names_and_titles_stay_text_in_the_mail():
    room = rooms.negotiating(title="<img src=x onerror=alert(1)>")
    settle(room)
    room.trade.say(by=room.alice, text="Hello?")
    assert sweep(room) == [room.bob.email]
    mail = Mail.objects.get()
    assert "<img" not in mail.html
    assert "\n" not in mail.subject
