"""`/metrics` counts sockets, their frames and the slow readers."""

import asyncio
import json
from typing import Any

import pytest

from config.live.metrics import totals
from marketplace.accounts.visitors import Visitor
from tests.config.asgi_requests import at, desk, figures, get, read
from tests.sockets import declared_topics

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Listener:
    """A page connected to the live ASGI application, as slow a reader as the test needs."""

    def __init__(self, reads: bool) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.closed = asyncio.Event()
        self.reads, self.visitor = reads, Visitor.new()

    async def send(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.close":
            self.closed.set()
        if event["type"] == "websocket.send":
            self.heard.put_nowait(event["text"])
            if not self.reads and "nudge" in event["text"]:
                await self.closed.wait()

    async def listen(self, topic: str) -> asyncio.Task[None]:
        """Open the socket and wait until it listens."""
        from config.live import tokens
        from config.live.consumer import LiveConsumer

        scope = {"type": "websocket", "path": "/ws/", "visitor": self.visitor, "cookies": {}, "client": None}
        page = asyncio.ensure_future(LiveConsumer.as_asgi()(scope, self.said.get, self.send))
        token = tokens.issue_token(topic, visitor=self.visitor.digest, user_id=None, session_key=None)
        self.said.put_nowait({"type": "websocket.connect"})
        words = json.dumps({"kind": "subscribe", "tokens": [token]})
        self.said.put_nowait({"type": "websocket.receive", "text": words})
        assert "topics" in await self.heard.get()
        return page


def test_sockets_topics_and_the_frames_they_get_are_counted():
    async def work() -> tuple[dict[str, float], dict[str, float]]:
        pages = [Listener(reads=True), Listener(reads=True)]
        tasks = [await page.listen("test-state.framed") for page in pages]
        before = totals.frames
        await asyncio.to_thread(declared_topics.states.push, "framed")
        assert ["nudge" in await page.heard.get() for page in pages] == [True, True]
        found = read((await get(desk(), "/metrics")).text)
        for page in pages:
            page.said.put_nowait({"type": "websocket.disconnect"})
        await asyncio.gather(*tasks, return_exceptions=True)
        assert totals.frames == before + 2
        return found, read((await get(desk(), "/metrics")).text)

    found, later = at(work)
    assert (found["sockets"], found["topics"], found["frames_total"]) == (2, 1, totals.frames)
    assert later["sockets"] == 0


def test_a_socket_closed_for_being_slow_is_counted_and_one_that_reads_is_not(settings):
    settings.LIVE_OUTBOX = 2

    async def work() -> None:
        slow, quick = Listener(reads=False), Listener(reads=True)
        tasks = [await page.listen("test-state.slow") for page in (slow, quick)]
        for _ in range(6):
            await asyncio.to_thread(declared_topics.states.push, "slow")
            await quick.heard.get()
        for page in (slow, quick):
            page.closed.set()
            page.said.put_nowait({"type": "websocket.disconnect"})
        await asyncio.gather(*tasks, return_exceptions=True)

    before = totals.overflows
    at(work)
    assert figures()["sockets_overflowed_total"] == totals.overflows == before + 1
