"""Trades in the admin: searchable, readable in full, ended by actions, never edited by hand."""

import pytest
from django.test import Client

from marketplace.models import User
from tests.fresh_page import capture_pushes
from tests.marketplace.admin.conftest import Desk, clerk, desk, list_of, page_of
from tests.trading import rooms
from trading.models import Trade

__all__ = ["clerk", "desk"]
pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_a_trade_is_shown_with_versions_messages_and_steps(desk):
    room = rooms.talked_over()
    page = desk.get(page_of(room.trade)).content.decode()
    for words in ("Good morning.", "80.00", "For cash.", "created", "countered", "version 1"):
        assert words in page, words
    assert 'name="_save"' not in page
    assert f'href="{room.trade.get_absolute_url()}"' not in page, "it leads where the door is closed"
    assert room.code not in page


def test_it_is_found_by_number_people_and_state(desk):
    room, other = rooms.negotiating(), rooms.in_state("rejected")
    for query in ({"q": room.trade.number}, {"q": room.bob.email}, {"status__exact": "negotiating"}):
        page = desk.get(list_of(Trade), query).content.decode()
        assert (room.trade.number in page, other.trade.number in page) == (True, False), query


@pytest.mark.parametrize(
    ("verb", "fields", "status"),
    [("withdraw", {"reason": "Against the rules."}, "withdrawn"), ("cut_short", {}, "expired")],
)
def test_selected_trades_are_ended_and_every_page_gets_a_push(desk, verb, fields, status):
    room, other = rooms.negotiating(), rooms.negotiating()
    pushed_topics = [topic for topic, _ in capture_pushes(lambda: desk.sure(verb, room.trade, **fields))]
    assert (room.fresh().status, other.fresh().status) == (status, "negotiating")
    assert (room.last.by, room.last.text) == (desk.user, fields.get("reason", ""))
    assert {f"trade.{room.trade.number}", f"my-trades.{room.bob.pk}", "all-trades"} <= set(pushed_topics)


@pytest.mark.parametrize("verb", ["withdraw", "cut_short"])
def test_a_page_asks_first(desk, verb):
    room = rooms.negotiating()
    assert 'name="sure"' in desk.act(verb, room.trade).content.decode()
    assert room.fresh().status == "negotiating"


def test_closed_trades_stay_as_they_are(desk):
    room = rooms.in_state("accepted")
    desk.sure("withdraw", room.trade)
    assert room.fresh().status == "accepted"


def test_read_permission_does_not_allow_ending_trades(clerk):
    room = rooms.negotiating()
    assert clerk.get(page_of(room.trade)).status_code == 200
    clerk.sure("withdraw", room.trade)
    assert room.fresh().status == "negotiating"


def test_nothing_is_added_changed_or_deleted_by_hand(desk):
    room = rooms.negotiating()
    for name in ("delete", "change"):
        assert desk.post(page_of(room.trade, name), {"post": "yes", "title": "Other"}).status_code == 403
    assert room.fresh().title == "Five crates of oranges"


def test_it_is_closed_to_others():
    room = rooms.negotiating()
    people: list[User] = [room.alice, room.bob, room.mallory]
    answers = [Desk(user).get(page_of(room.trade)).status_code for user in people]
    assert [*answers, Client().get(page_of(room.trade)).status_code] == [302] * 4
