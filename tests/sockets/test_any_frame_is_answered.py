"""Any frame gets a reply or a refusal with its own code, and no error is logged."""

import json
import logging
import random
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from config.live.topics import registry
from tests import cast
from tests.sockets import declared_topics

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OWN_CODES = {1008, 1009, 1013}
"""Too many bad frames, a frame that is too large, a reader that can't keep up."""
VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 10**400, "", "x", "\0", "\ud800", "é" * 99, [], [None], [[]], [{}], {}, {"": {}},
    ["x"] * 400, {"kind": "ping"}, ["\0"], "live-control", ["live-control"], [10**30], {"x": [1] * 300},
]  # fmt: skip
DATA: list[Any] = ["typing", None, {}, [1], 10**30]
DEEP = 2000


def raw_frames() -> list[str | bytes]:
    """Return frames that are no message at all."""
    texts = [
        "", " ", "null", "1", "\"x\"", "[]", "{", "{}", "\ufeff{}", "\0", "NaN", '{"kind":', "x" * 4000,
        "[" * DEEP, "[" * DEEP + "]" * DEEP, '{"a":' * 600 + "1" + "}" * 600, '{"kind":"ping","kind":[]}',
        '{"kind":"signal","topic":"a","data":' + "[" * 500 + "]" * 500 + "}", '{"kind":"ping","x":"\\ud800"}',
        '{"kind":"\\u0070ing"}', '{"kind":"signal","topic":"a","data":1e999}', '{"kind":"ping","at":-Infinity}',
        '{"kind":"ping","x":' + "9" * 4000 + "}",
    ]  # fmt: skip
    return [*texts, b"", b"\0", b"\xff\xfe", b'{"kind":"ping"}', bytes(range(256))]


def messages() -> list[str]:
    """Return messages of each kind with each field of every type, and of no kind."""
    fields = {"subscribe": ("tokens", "since"), "unsubscribe": ("topics",), "signal": ("topic", "data")}
    right: dict[str, dict[str, Any]] = {
        "subscribe": {"tokens": [], "since": 0},
        "unsubscribe": {"topics": []},
        "signal": {"topic": "toasts", "data": "typing"},
    }
    said: list[dict[str, Any]] = [{"kind": kind} for kind in VALUES]
    for kind, names in fields.items():
        said.append({"kind": kind})
        said += [{"kind": kind, **right[kind], name: value} for name in names for value in VALUES]
    said += [{"kind": kind, "at": value} for kind in ("ping", "pong") for value in VALUES]
    return [json.dumps(each) for each in said]


@pytest.fixture
def lenient(settings, caplog):
    """Forgive a page all it says, so that each frame is looked at; errors of the server fail the test."""
    settings.LIVE_OFFENCES = settings.LIVE_BUCKET_SIZE = settings.LIVE_WIRE_SIZE = 100_000
    settings.LIVE_OUTBOX = 100_000
    caplog.set_level(logging.WARNING)
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []


def assert_answered(page: Any, frame: str | bytes) -> None:
    """Send a frame and a ping after it; the ping has to be answered on the same line."""
    page.socket.send(frame)
    page.say("ping")
    while page.hear(timeout=10)["kind"] != "pong":
        pass


def assert_hears_pushes(page: Any, topic: str) -> None:
    """Subscribe to a topic, and assert that a later push arrives."""
    assert page.listen(topic)[topic] in ("live", "stale")
    declared_topics.push(topic, version=10**6)
    assert page.hear("nudge", timeout=10) == {"kind": "nudge", "topic": topic, "version": 10**6}


@pytest.mark.parametrize("frame", raw_frames(), ids=lambda frame: repr(frame)[:24])
def test_invalid_messages_do_not_break_the_subscription(visit, lenient, frame):
    assert_answered(visit(), frame)


def test_messages_with_fields_of_every_type_leave_the_line_as_it_is(visit, lenient):
    page = visit()
    for frame in messages():
        assert_answered(page, frame)
    assert_hears_pushes(page, "test-state.after")


def test_keys_of_every_kind_on_every_topic_are_answered(visit, lenient, settings):
    settings.LIVE_MAX_TOPICS = 10_000
    page = visit()
    keys = ["", "0", "-1", "x", "None", "u-1", "v-", "9" * 60, "1.2", "all", "1e9", "0x1", "_", "-"]
    for name in sorted(registry):
        names = [f"{name}.{key}" if key else name for key in keys]
        states = page.listen(*names)
        assert set(states) == set(names)
        for topic in names:
            for data in DATA:
                assert_answered(page, json.dumps({"kind": "signal", "topic": topic, "data": data}))
        page.say("unsubscribe", topics=names)


def test_a_member_asks_for_topics_with_keys_of_every_kind(visit, lenient, settings, client):
    settings.LIVE_MAX_TOPICS = 10_000
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    page = visit(session_key=client.session.session_key)
    for name in sorted(registry):
        names = [f"{name}.{key}" for key in ("0", "-1", "x", "9" * 60, str(bob.pk), f"u-{bob.pk}", "TR-X", "all")]
        assert set(page.listen(*names, user_id=bob.pk)) == set(names)


def test_tokens_that_are_nearly_right_are_gone(visit, lenient):
    page = visit()
    token = page.token("test-state.1")
    wrong = [token[:-1], token + "x", token.replace(":", "::"), token.upper(), ":" * 9, token[::-1], token[4:]]
    assert set(page.show(*wrong).values()) == {"gone"}


def test_storms_of_coming_and_going_end_in_order_and_the_last_word_holds(visit, lenient):
    page, chance = visit(), random.Random(7)
    tokens = [page.token(f"test-state.storm{number}") for number in range(10)]
    for _ in range(150):
        some = chance.sample(tokens, 5)
        page.say("subscribe", tokens=some, since=chance.choice([0, 1e11, -5]))
        page.say("unsubscribe", topics=[token.partition(":")[0] for token in chance.sample(tokens, 5)])
    page.say("unsubscribe", topics=[token.partition(":")[0] for token in tokens])
    assert_answered(page, '{"kind":"pong"}')
    for number in range(10):
        declared_topics.push(f"test-state.storm{number}")
    assert page.hears_nothing()
    assert_hears_pushes(page, "test-state.storm1")


@pytest.mark.parametrize("frame", raw_frames(), ids=lambda frame: repr(frame)[:24])
def test_with_the_usual_limits_a_line_that_repeats_it_is_closed_by_a_code_of_its_own(visit, caplog, frame):
    page, other = visit(), visit()
    with pytest.raises(ConnectionClosed):
        for _ in range(90):
            page.socket.send(frame)
        while True:
            page.socket.recv(timeout=5)
    assert page.socket.close_code in OWN_CODES
    assert other.listen("test-state.beside")["test-state.beside"] in ("live", "stale")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
