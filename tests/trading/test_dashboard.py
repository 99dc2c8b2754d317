"""The overview of all trades: live, with presence, people counted once; for platform staff alone."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.live import Subscriber
from marketplace.models import User
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.trading import rooms
from trading import live, presence
from trading.models import Invitation

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
LIST, PAGE = "/trades/all/list/", "/trades/all/"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def olga():
    return browser(cast.person("Olga Operator", is_staff=True))


def enter(room, *users):
    for user in users:
        live.push_presence(Subscriber(user.pk, "0" * 32, None), room.trade.number)


def shown(client, **query: Any) -> list[str]:
    """Return the numbers of the trades that the list shows."""
    board = client.get(LIST, query).context["overview"]
    return [row.room.trade.number for row in board.rows]


def test_it_shows_live_trades_with_terms_and_both_sides(olga):
    room, done = rooms.negotiating(), rooms.in_state("rejected")
    page = olga.get(PAGE).content.decode()
    listed = page[page.index('id="dashboard-rows"') : page.index('id="dashboard-pager"')]
    assert all(words in listed for words in (room.trade.number, "Bob Buyer", "€500.00", "5 × €100.00"))
    assert done.trade.number not in listed


def test_people_are_counted_once_whatever_the_rooms_they_are_in(olga):
    one, other, third = rooms.negotiating(), rooms.negotiating(), rooms.draft()
    Invitation.objects.redeem(third.code, by=one.bob)
    enter(one, one.bob, one.alice)
    enter(third, one.bob)
    enter(other, other.bob)
    figures = olga.get(LIST).context["overview"].figures
    assert (figures["people"], figures["rooms"], figures["live"]) == (3, 3, 3)


def test_it_shows_the_people_present_in_each_trade(olga):
    room = rooms.negotiating()
    enter(room, room.bob)
    rows = olga.get(LIST).context["overview"].rows
    assert [(role, is_here) for role, _, is_here in rows[0].sides] == [("seller", False), ("buyer", True)]


EVENTS: dict[str, Any] = {
    "opened": lambda room: rooms.draft(),
    "joined": lambda room: rooms.negotiating(),
    "amended": lambda room: room.trade.amend(by=room.alice, version=1, price=Decimal(80), quantity=5, description=""),
    "countered": lambda room: room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5),
    "accepted": lambda room: room.trade.accept(by=room.bob, version=1),
    "withdrawn": lambda room: room.trade.withdraw(by=room.alice),
    "expired": lambda room: room.trade.cut_short(by=cast.person("Otto Operator", is_staff=True)),
    "arrived": lambda room: enter(room, room.bob),
}


@pytest.mark.parametrize("event", EVENTS)
def test_it_follows_every_step_of_every_trade(olga, event):
    room = rooms.negotiating()
    assert assert_page_stays_current(olga, LIST, lambda: EVENTS[event](room)) == {"all-trades"}


def test_a_lost_connection_disappears_at_the_next_sweep(olga, monkeypatch):
    room = rooms.negotiating()
    enter(room, room.bob)

    def time_passes():
        monkeypatch.setattr(presence, "GONE_AFTER", 0)
        live.push_departures()

    assert assert_page_stays_current(olga, LIST, time_passes) == {"all-trades"}
    assert capture_pushes(live.push_departures) == []


def test_a_repeated_heartbeat_is_not_pushed(olga):
    room = rooms.negotiating()
    enter(room, room.bob)
    assert_no_push(olga, LIST, lambda: enter(room, room.bob))


def test_it_is_found_by_number_title_shop_and_people_and_by_state(olga):
    room, other = rooms.negotiating(title="Oranges"), rooms.draft(title="Lemons")
    done = rooms.in_state("rejected", title="Pears")
    enter(room, room.bob)
    mine = room.trade.number
    assert shown(olga) == [other.trade.number, mine]
    for words in (mine, "oran", room.trade.shop.name, room.alice.email, "bob buyer"):
        assert mine in shown(olga, q=words), words
    assert shown(olga, q="Oranges") == [mine]
    assert shown(olga, q="nothing like that") == []
    assert shown(olga, state="draft") == [other.trade.number]
    assert shown(olga, state="rejected") == [done.trade.number]
    assert shown(olga, state="occupied") == [mine]


@pytest.mark.parametrize("query", [{"q": "x" * 101}, {"q": "a\0b"}, {"state": "asleep"}])
def test_an_invalid_search_finds_nothing_and_says_so(olga, query):
    rooms.negotiating()
    answer = olga.get(PAGE, query)
    assert (answer.status_code, shown(olga, **query)) == (200, [])
    assert "This search is not valid" in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999", "\0"])
def test_a_page_that_is_not_there_gives_the_nearest(olga, page):
    room = rooms.negotiating()
    assert shown(olga, page=page) == [room.trade.number]


def test_many_trades_cost_no_more_queries_than_few_and_come_in_pages(olga):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            olga.get(PAGE)
        return len(seen)

    rooms.negotiating()
    olga.get(PAGE)
    few = queries()
    for _ in range(45):
        room = rooms.draft()
    enter(room, room.alice)
    assert queries() == few
    assert (len(shown(olga)), len(shown(olga, page=2))) == (40, 6)


def test_presence_is_read_in_one_round_trip(olga, monkeypatch):
    for room in (rooms.negotiating(), rooms.negotiating()):
        enter(room, room.alice, room.bob)
    backend: Any = cache
    client, trips = backend._cache.get_client("x", write=True), []

    class Counted:
        def pipeline(self, *args, **options):
            trips.append("pipeline")
            return client.pipeline(*args, **options)

        def __getattr__(self, name):
            trips.append(name)
            return getattr(client, name)

    monkeypatch.setattr(backend._cache, "get_client", lambda *args, **options: Counted())
    presence.people_by_room()
    assert trips == ["pipeline"]


def test_without_redis_it_shows_trades_without_presence(olga, monkeypatch):
    room = rooms.negotiating()
    enter(room, room.bob)
    backend: Any = cache

    def away(*args, **options):
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(backend._cache, "get_client", away)
    assert olga.get(LIST).context["overview"].figures["people"] == 0
    assert shown(olga) == [room.trade.number]


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_to_everybody_else_it_is_not_there(client, path):
    room = rooms.negotiating()
    sam = cast.person("Sam Staff")
    room.trade.shop.staff.add(sam)
    assert client.get(path).status_code == 404
    assert [browser(user).get(path).status_code for user in (room.alice, room.bob, room.mallory, sam)] == [404] * 4


def test_page_and_topic_end_with_the_role():
    olga = cast.person("Olga Operator", is_staff=True)
    client, subscriber = browser(olga), Subscriber(olga.pk, "0" * 32, None)
    assert (client.get(PAGE).status_code, live.is_platform_staff(subscriber, "")) == (200, True)
    User.objects.filter(pk=olga.pk).update(is_staff=False)
    assert (client.get(PAGE).status_code, client.get(LIST).status_code, live.is_platform_staff(subscriber, "")) == (
        404,
        404,
        False,
    )


def test_only_platform_staff_see_the_link(client):
    bob, olga = cast.person("Bob Buyer"), cast.person("Olga Operator", is_staff=True)
    assert [PAGE in browser(user).get("/trades/").content.decode() for user in (bob, olga)] == [False, True]
