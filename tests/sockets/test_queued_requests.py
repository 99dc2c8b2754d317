"""Waiting re-read requests are merged to one a topic, so that bulk work drops none; facts are all sent."""

import threading
from collections.abc import Iterator

import pytest

from config.live import protocol
from config.live.metrics import totals
from config.live.publisher import Message, Publisher


class Held(Publisher):
    """A publisher that holds its first message back until the test releases it, and records the sent ones."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.free = threading.Event(), threading.Event()
        self.sent: list[tuple[str, Message]] = []

    async def _send(self, group: str, message: Message) -> bool:
        self.begun.set()
        assert self.free.wait(10)
        self.sent.append((group, message))
        return True


@pytest.fixture
def held(settings) -> Iterator[Held]:
    settings.LIVE_QUEUE = 10
    line = Held()
    line.publish("first", {})
    assert line.begun.wait(5)
    yield line
    line.free.set()


def sent(line: Held) -> list[str]:
    """Return the groups of all that was sent after the message that was held back."""
    line.free.set()
    assert line.flush(10)
    return [group for group, _ in line.sent[1:]]


def dirty(topic: str, **more: str) -> Message:
    return {"type": "dirty", "topic": topic, **more}


def nudge(topic: str, version: int | None = None) -> Message:
    return {"type": "frame", "topic": topic, "frame": protocol.encode("nudge", topic=topic, version=version)}


@pytest.mark.parametrize("make", [dirty, nudge])
def test_bulk_work_that_moves_the_same_topics_drops_nothing(held, make):
    before = totals.dropped
    for number in range(600):
        held.publish(f"board-{number % 3}", make(f"board-{number % 3}"))
    assert held.queue_length == 3
    assert sent(held) == ["board-0", "board-1", "board-2"]
    assert totals.dropped == before


def test_a_fact_is_sent_for_each_push(held):
    html = {"type": "frame", "topic": "toasts", "frame": protocol.encode("html", topic="toasts", html="<p>A</p>")}
    for _ in range(3):
        held.publish("toasts", dict(html))
    assert sent(held) == ["toasts"] * 3


def test_other_parts_and_other_versions_are_not_merged(held):
    for part in ("1", "2", "1"):
        held.publish("rows", dirty("rows", part=part))
    for version in (7, 8, 8):
        held.publish("cart", nudge("cart", version))
    assert sent(held) == ["rows", "rows", "cart", "cart"]


def test_a_push_after_the_send_is_sent_again(held):
    held.publish("board", dirty("board"))
    assert sent(held) == ["board"]
    held.publish("board", dirty("board"))
    assert held.flush(10)
    assert [group for group, _ in held.sent[1:]] == ["board", "board"]


def test_a_dropped_request_can_be_queued_again(held):
    held.publish("board", dirty("board"))
    for number in range(10):
        held.publish(f"other-{number}", dirty(f"other-{number}"))
    held.publish("board", dirty("board"))
    assert held.queue_length == 10
    assert sent(held)[-1] in ("board", "other-0")
    assert ("board", {"type": "stale", "topic": "board", "id": ""}) in held.sent
