"""Bulk changes: thousands of topics fit into the queue, and pages with a lost message re-read themselves."""

import threading
from typing import Any

import pytest

from config.live import publisher
from config.live.metrics import totals
from tests.sockets import declared_topics


@pytest.fixture
def stuck(visit, monkeypatch):
    """A connection to Redis that sends nothing until `free` is set."""
    free, begun = threading.Event(), threading.Event()
    send = publisher.Publisher._send

    async def wait(self: publisher.Publisher, group: str, message: dict[str, Any]) -> bool:
        begun.set()
        return free.wait(20) and await send(self, group, message)

    monkeypatch.setattr(publisher.Publisher, "_send", wait)
    publisher.publish("test-state.first", {"type": "dirty", "topic": "test-state.first"})
    assert begun.wait(5)
    yield free
    free.set()
    assert publisher.flush(20)


def heard_of(page: Any, kinds: set[str], count: int) -> dict[str, str]:
    """Return the topics of the next `count` frames of these kinds, each with its state or kind."""
    heard: dict[str, str] = {}
    while len(heard) < count:
        frame = page.hear(timeout=10)
        if frame["kind"] in kinds:
            heard |= frame.get("topics") or {frame["topic"]: frame["kind"]}
    return heard


def test_thousands_of_topics_are_sent_in_a_few_messages_and_reach_their_pages(visit, stuck):
    page = visit()
    last = [f"test-state.t{number}" for number in (0, 2999)] + ["test-shared.t2999", "test-rows.t1"]
    page.listen(*last)
    declared_topics.shown["t2999"] = "<p>new</p>"
    dropped, waiting = totals.dropped, publisher.queue_length()
    for name in ("test-state", "test-shared", "test-rows"):
        declared_topics.push_many(f"{name}.t{number}" for number in range(3000))
    assert publisher.queue_length() - waiting <= 20
    stuck.set()
    assert heard_of(page, {"nudge", "html"}, 4) == dict(zip(last, ["nudge", "nudge", "html", "html"], strict=True))
    assert totals.dropped == dropped


def test_a_fact_is_not_among_many(visit):
    with pytest.raises(ValueError, match="test-fact"):
        declared_topics.facts.push_many(range(100))


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one message"])
@pytest.mark.parametrize("name", ["test-state", "test-shared", "test-rows"])
def test_every_page_with_a_lost_message_is_asked_to_re_read(visit, stuck, settings, name, together):
    settings.LIVE_QUEUE = 10
    names = [f"{name}.lost{number}" for number in range(30)]
    first, second = visit(), visit()
    first.listen(*names)
    second.listen(*names[:15])
    push_lost(names, together)
    for number in range(20):
        publisher.publish(f"test-state.full{number}", {"type": "dirty", "topic": f"test-state.full{number}"})
    assert publisher.queue_length() == 10
    stuck.set()
    assert heard_of(first, {"state"}, 30) == dict.fromkeys(names, "stale")
    assert heard_of(second, {"state"}, 15) == dict.fromkeys(names[:15], "stale")


def push_lost(names: list[str], together: bool) -> None:
    if together:
        declared_topics.push_many(names)
    for name in () if together else names:
        declared_topics.push(name)


def test_a_page_that_reconnects_after_a_loss_is_asked_to_re_read(visit, stuck, settings):
    settings.LIVE_QUEUE = 10
    page = visit()
    page.listen("test-state.back")
    token = page.token("test-state.back")
    declared_topics.states.push("back")
    for number in range(10):
        publisher.publish(f"test-state.full{number}", {"type": "dirty", "topic": f"test-state.full{number}"})
    page.leave()
    stuck.set()
    assert publisher.flush(10)
    again = visit(page.visitor)
    assert again.show(token) == {"test-state.back": "stale"}
