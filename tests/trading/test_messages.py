"""Messages: numbered, delivered once, with missed ones and read receipts, and private to the trade."""

import json
import re

import pytest

from marketplace.errors import Refused
from tests import cast
from tests.fresh_page import assert_no_push, capture_pushes
from tests.markup import normalize_html
from tests.trading import rooms
from tests.trading.conftest import Browser
from trading.models import Invitation, Message, Seat
from trading.models.message import PAGE

pytestmark = pytest.mark.detail


def lines(answer):
    return [int(number) for number in re.findall(r'data-number="(\d+)"', answer.content.decode())]


def test_lines_are_numbered_in_the_order_they_were_said(room, alice, bob):
    for browser, text in ((alice, "Good morning."), (bob, "Still there?"), (alice, "All of it.")):
        assert browser.take("say", text=text).status_code == 302
    assert list(Message.objects.values_list("number", "by", "text")) == [
        (1, room.alice.pk, "Good morning."),
        (2, room.bob.pk, "Still there?"),
        (3, room.alice.pk, "All of it."),
    ]
    assert lines(bob.look()) == [1, 2, 3]


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * 2001, "a\0b"])
def test_nothing_and_too_much_is_422_and_says_nothing(bob, text):
    answer = bob.take("say", text=text)
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert b'id="say-error-' in answer.content


def test_two_thousand_characters_are_said_whatever_the_line_ends(bob):
    text = "é" * 998 + "\r\n" * 2 + "💥" * 1000
    bob.take("say", text=text)
    assert len(Message.objects.get().text) == 2000


def test_a_form_sent_twice_is_one_line(bob):
    key = cast.key()
    for _ in range(2):
        assert bob.take("say", text="Hello.", key=key).status_code == 302
    assert Message.objects.count() == 1


def test_a_flood_is_stopped(bob, settings):
    settings.TRADE_LINES_PER_MINUTE = 3
    assert [bob.take("say", text="Hello.").status_code for _ in range(5)] == [302, 302, 302, 429, 429]


def test_in_a_closed_room_nothing_is_said_and_all_can_be_read(alice, bob):
    alice.take("say", text="Good morning.")
    bob.take("reject", reason="")
    answer = alice.take("say", text="Wait!")
    assert (answer.status_code, Message.objects.count()) == (409, 1)
    page = bob.look().content.decode()
    assert "Good morning." in page
    assert 'name="text"' not in page


def test_a_stranger_hears_nothing_and_says_nothing(room, alice, mallory):
    alice.take("say", text="Between us.")
    assert mallory.look("messages/").status_code == 404
    assert mallory.take("say", text="Hello.").status_code == 404
    assert mallory.take("read", line=1).status_code == 404
    with pytest.raises(Refused):
        room.trade.say(by=room.mallory, text="Hello.")


def test_a_page_asks_for_messages_after_its_last_one(alice, bob):
    for number in range(1, 6):
        alice.take("say", text=f"Line {number}")
    assert lines(bob.look("messages/?after=2")) == [3, 4, 5]
    assert lines(bob.look("messages/?after=5")) == []
    assert [bob.look(f"messages/?after={bad}").status_code for bad in ("", "x", "-1", "9" * 12)] == [422] * 4


def test_the_page_shows_the_latest_and_the_way_back(room, bob):
    for number in range(1, PAGE + 11):
        Message.objects.create(trade=room.trade, number=number, by=room.alice, text="x", at=room.trade.created_at)
    assert lines(bob.look())[:1] == [11]
    assert lines(bob.look("?before=11")) == list(range(1, 11))
    assert b"Earlier messages" in bob.look().content
    assert b"Earlier messages" not in bob.look("?before=11").content


def part(html, element, name):
    """Return an element of a class, in one line."""
    found = re.search(rf'<{element} class="{name}.*?</{element}>', normalize_html(html), re.S)
    assert found
    return found[0]


def test_the_push_equals_a_fresh_page(room, alice, bob):
    topic = f"chat.{room.trade.number}"
    said = dict(capture_pushes(lambda: room.trade.say(by=room.alice, text="Good <b>morning</b>.")))[topic]
    line = part(json.loads(said["frame"])["html"], "li", "message ")
    assert line in normalize_html(bob.look().content)
    assert line in normalize_html(alice.look().content)
    moved = dict(capture_pushes(lambda: bob.take("read", line=1)))[topic]
    assert part(json.loads(moved["frame"])["html"], "p", "read-receipt read-receipt--buyer") in normalize_html(
        alice.look().content
    )


def test_another_room_hears_nothing(room, bob):
    other = rooms.negotiating()
    assert_no_push(
        bob.client, f"{room.trade.get_absolute_url()}table/", lambda: other.trade.say(by=other.alice, text="Psst.")
    )
    pushes = {topic for topic, _ in capture_pushes(lambda: other.trade.say(by=other.alice, text="Psst."))}
    assert pushes == {f"chat.{other.trade.number}", f"my-trades.{other.alice.pk}", f"my-trades.{other.bob.pk}"}


def test_a_line_is_unread_until_it_was_before_the_others_eyes(room, alice, bob):
    bob.look()
    alice.take("say", text="Good morning.")
    assert 'data-count="1"' in bob.client.get("/trades/unread/").content.decode()
    bob.look()
    assert 'data-count="1"' in bob.client.get("/trades/unread/").content.decode()
    assert bob.take("read", line=1).status_code == 204
    assert "data-count" not in bob.client.get("/trades/unread/").content.decode()
    assert "Bob Buyer has read up to" in normalize_html(alice.look().content)


def test_the_other_gets_read_receipts_that_only_move_forward(room, alice, bob):
    for _ in range(3):
        alice.take("say", text="Line")
    seat = Seat.objects.get(user=room.bob)
    pushes = capture_pushes(lambda: bob.take("read", line=2))
    assert [topic for topic, _ in pushes] == [f"chat.{room.trade.number}", f"my-trades.{room.bob.pk}"]
    for line, read in ((1, 2), (2, 2), (99, 3)):
        bob.take("read", line=line)
        seat.refresh_from_db()
        assert seat.read == read
    assert capture_pushes(lambda: bob.take("read", line=1)) == []
    assert [bob.take("read", line=bad).status_code for bad in ("", "x", "-1", "9" * 12)] == [422] * 4


def test_own_messages_do_not_count_as_unread(bob):
    bob.look()
    bob.take("say", text="Hello.")
    assert "data-count" not in bob.client.get("/trades/unread/").content.decode()


def test_htmx_gets_an_empty_form_for_the_next_line(bob):
    answer = bob.client.post(
        f"{bob.room.trade.get_absolute_url()}say/", {"text": "Hello."}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.content.count(b"<textarea")) == (200, 1)
    assert b"Hello." not in answer.content


def test_the_seller_may_leave_a_word_before_anybody_is_there(waiting):
    assert Browser(waiting.alice, waiting).take("say", text="Come in.").status_code == 302


def test_a_joining_buyer_appears_on_the_sellers_open_page(waiting):
    page = Browser(waiting.alice, waiting).look().content.decode()
    pushes = capture_pushes(lambda: Invitation.objects.redeem(waiting.code, by=waiting.bob))
    (frame,) = [message["frame"] for topic, message in pushes if topic == f"chat.{waiting.trade.number}"]
    html = json.loads(frame)["html"]
    for place in ("here", "typing", "read"):
        mark = f'id="{place}-{waiting.trade.pk}-buyer"'
        assert mark in page and mark in html, place
    assert "Bob Buyer is typing" in html
    assert waiting.bob.email not in html
