"""A request that waits for a slow service releases its place in the gate, and takes one again afterwards."""

import asyncio
import contextlib
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from marketplace.web.gate import Gate, leave_gate


@pytest.fixture(autouse=True)
def _narrow(settings):
    settings.GATE_MAX_REQUESTS, settings.GATE_MAX_WAITING, settings.GATE_WAIT_SECONDS = 1, 10, 5


async def send(event: dict[str, Any]) -> None:
    """Take an answer."""


def site(slow: Any) -> Any:
    """Return a site that works in a thread; `/slow` does so outside the gate."""

    def work(path: str) -> None:
        if path != "/slow":
            return
        place = leave_gate()
        assert place
        with place:
            slow()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await sync_to_async(work, thread_sensitive=False)(scope["path"])

    return application


def test_others_work_meanwhile_and_no_more_than_before_afterwards():
    async def run() -> list[bool]:
        loop, goes_on = asyncio.get_running_loop(), asyncio.Event()
        gate = Gate(site(lambda: asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(5)))
        slow = [asyncio.create_task(gate({"path": "/slow"}, None, send)) for _ in range(3)]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(3):
            await gate({"path": "/"}, None, send)
        seen = [gate.room.locked(), all(not one.done() for one in slow)]
        goes_on.set()
        await asyncio.gather(*slow)
        await gate.room.acquire()
        return [*seen, gate.room.locked()]

    assert asyncio.run(run()) == [False, True, True]


def test_a_request_that_is_cut_off_meanwhile_leaves_its_place_once():
    async def run() -> bool:
        loop, goes_on = asyncio.get_running_loop(), asyncio.Event()
        gate = Gate(site(lambda: asyncio.run_coroutine_threadsafe(goes_on.wait(), loop).result(5)))
        slow = asyncio.create_task(gate({"path": "/slow"}, None, send))
        await asyncio.sleep(0.2)
        slow.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await slow
        goes_on.set()
        await asyncio.sleep(0.2)
        await gate.room.acquire()
        return gate.room.locked()

    assert asyncio.run(run())


def test_work_without_a_request_has_no_place_to_give():
    assert leave_gate() is None
