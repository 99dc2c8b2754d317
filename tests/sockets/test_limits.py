"""Limits for a page, a person and an address; a refused socket is accepted and closed with its own code."""

import json

import pytest

from config.live.limits import ConnectionLimiter
from marketplace.accounts.visitors import Visitor
from tests.sockets import declared_topics  # noqa: F401
from tests.sockets.live_page import Page

SLOW, OFFENDER, NOBODY, CROWDED = 1013, 1008, 4401, 4429


def test_a_page_has_so_many_topics_and_the_rest_is_refused_one_by_one(visit, settings):
    settings.LIVE_MAX_TOPICS = 2
    page = visit()
    names = [f"test-fact.l{number}" for number in range(3)]
    assert page.listen(*names) == {names[0]: "stale", names[1]: "stale", names[2]: "too many"}
    assert page.listen(names[1]) == {names[1]: "live"}
    page.say("unsubscribe", topics=names[:1])
    assert page.listen(names[2])[names[2]] in {"stale", "live"}


def test_frames_past_the_bucket_are_refused_and_cost_the_socket_in_the_end(visit):
    page = visit()
    for _ in range(16):
        page.say("ping")
    kinds = [page.hear()["kind"] for _ in range(15)]
    assert kinds == ["pong"] * 10 + ["error"] * 5
    assert page.close_code() == OFFENDER


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 4000,
        b"\x00\xff",
        json.dumps({"kind": "subscribe"}),
        json.dumps({"kind": "subscribe", "tokens": ["a b"]}),
        json.dumps({"kind": "subscribe", "tokens": [[1]]}),
        json.dumps({"kind": "unsubscribe", "topics": [None]}),
        json.dumps({"kind": "signal", "topic": 1, "data": 1}),
        json.dumps({"kind": "disconnect"}),
        '{"kind": "signal", "topic": "test-typing.1", "data": "\\ud800"}',
        '{"kind": "subscribe", "tokens": [], "since": NaN}',
        "x" * 5000,
        "❤" * 1500,
    ],
    ids=lambda junk: repr(junk[:24]),
)
def test_junk_gets_an_error_and_the_socket_lives(visit, junk):
    page = visit()
    page.socket.send(junk)
    assert page.hear()["kind"] == "error"
    page.say("ping")
    assert page.hear()["kind"] == "pong"


def test_too_much_junk_closes_the_socket(visit):
    page = visit()
    for _ in range(6):
        page.socket.send("junk")
    assert page.close_code() == OFFENDER


def test_a_person_has_so_many_sockets(visit, settings):
    settings.LIVE_SOCKETS_PER_PERSON = 2
    bob = Visitor.new()
    pages = [visit(bob), visit(bob)]
    assert visit(bob).close_code() == CROWDED
    assert visit().listen("test-fact.1")
    pages[0].leave()
    assert visit(bob).listen("test-fact.1")


def test_an_address_has_so_many_sockets(visit, settings):
    settings.LIVE_SOCKETS_PER_ADDRESS = 0
    assert visit().close_code() == CROWDED


def test_without_a_visitor_there_is_no_socket(visit, site):
    page = Page(site, None)
    assert page.close_code() == NOBODY


def test_a_page_that_does_not_answer_the_heartbeat_is_closed_and_one_that_does_is_not(visit, settings):
    settings.LIVE_HEARTBEAT_SECONDS = 0.3
    silent, lively = visit(), visit()
    for _ in range(4):
        lively.hear("ping")
        lively.say("pong")
    assert silent.close_code() == SLOW
    lively.say("ping")
    assert lively.hear("pong")


def test_a_network_that_has_addresses_without_number_counts_as_one(settings):
    settings.LIVE_SOCKETS_PER_ADDRESS = 2
    connections = ConnectionLimiter()
    assert connections.admit("a", "2001:db8::1")
    assert connections.admit("b", "2001:db8::2:3")
    assert not connections.admit("c", "2001:db8::ffff:4")
    assert connections.admit("d", "2001:db8:0:1::1")
    connections.release("a", "2001:db8::1")
    assert connections.admit("e", "2001:db8::5")


def test_an_address_written_as_an_address_of_the_newer_kind_is_the_same(settings):
    settings.LIVE_SOCKETS_PER_ADDRESS = 1
    connections = ConnectionLimiter()
    assert connections.admit("a", "203.0.113.7")
    assert not connections.admit("b", "::ffff:203.0.113.7")
    assert connections.admit("c", "203.0.113.8")
