"""The admission gate: limited work and a limited queue; a full queue or too long a wait refuses a request."""

import asyncio
import threading
from typing import Any

import pytest
from django.conf import settings

from marketplace.web.gate import Gate


class Crowd:
    """Requests at a gate in front of a site that keeps each until `open` is set."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.at_work, self.most_at_work = 0, 0
        self.gate = Gate(self.site)

    async def site(self, scope: Any, receive: Any, send: Any) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        await self.open.wait()
        self.at_work -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def ask(self) -> dict[str, Any]:
        """Return the start of the answer to one request."""
        sent: list[dict[str, Any]] = []

        async def send(event: dict[str, Any]) -> None:
            sent.append(event)

        await self.gate({}, None, send)
        return sent[0]

    async def answers(self, number: int, *, opens: bool) -> list[int]:
        """Return the statuses of so many requests at once, to a site that answers or hangs."""
        asked = [asyncio.create_task(self.ask()) for _ in range(number)]
        await asyncio.sleep(0.01)
        if opens:
            self.open.set()
        done, hanging = await asyncio.wait(asked, timeout=2 if opens else 0.3)
        for task in hanging:
            task.cancel()
        return sorted(task.result()["status"] for task in done)


@pytest.fixture(autouse=True)
def _narrow(settings):
    settings.GATE_MAX_REQUESTS, settings.GATE_MAX_WAITING, settings.GATE_WAIT_SECONDS = 2, 3, 20


def run(number: int, *, opens: bool = True) -> tuple[list[int], int]:
    """Return the statuses of so many requests, and how many were at work at once."""

    async def crowd() -> tuple[list[int], int]:
        crowd = Crowd()
        return await crowd.answers(number, opens=opens), crowd.most_at_work

    return asyncio.run(crowd())


def test_queued_requests_are_answered_two_at_a_time():
    assert run(5) == ([200] * 5, 2)


def test_a_request_is_refused_if_the_queue_is_full():
    assert run(7) == ([200] * 5 + [503] * 2, 2)


def test_a_request_is_refused_after_too_long_a_wait(settings):
    settings.GATE_WAIT_SECONDS = 0.05
    assert run(5, opens=False) == ([503] * 3, 2)


def test_without_a_queue_free_places_are_still_used(settings):
    settings.GATE_MAX_WAITING = 0
    assert run(3) == ([200] * 2 + [503], 2)


def test_a_refused_request_gets_retry_after(settings):
    settings.GATE_MAX_REQUESTS = settings.GATE_MAX_WAITING = 0
    refusal = asyncio.run(Crowd().ask())
    assert (refusal["status"], dict(refusal["headers"])[b"retry-after"]) == (503, b"5")


def test_a_request_that_fails_leaves_its_place():
    async def twice() -> int:
        crowd = Crowd()

        async def fail(scope: Any, receive: Any, send: Any) -> None:
            raise RuntimeError

        crowd.gate.application = fail
        for _ in range(3):
            with pytest.raises(RuntimeError):
                await crowd.ask()
        crowd.gate.application = crowd.site
        crowd.open.set()
        return int((await crowd.ask())["status"])

    assert asyncio.run(twice()) == 200


def test_a_slow_call_outside_the_gate_frees_its_place():
    async def crowd() -> list[str]:
        done: list[str] = []
        away, back = threading.Event(), threading.Event()

        def work(slot: Any) -> None:
            with slot.away():
                away.set()
                assert back.wait(5)
            done.append("slow")

        async def site(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "slow":
                await asyncio.to_thread(work, scope["gate"])
            else:
                done.append("quick")
            await send({"type": "http.response.start", "status": 200, "headers": []})

        settings.GATE_MAX_REQUESTS = 1
        gate = Gate(site)

        async def ask(path: str) -> None:
            await gate({"path": path}, None, _nowhere)

        slow = asyncio.create_task(ask("slow"))
        await asyncio.to_thread(away.wait, 5)
        await asyncio.wait_for(ask("quick"), 2)
        back.set()
        await slow
        await asyncio.wait_for(ask("quick"), 2)
        assert gate.room._value == 1
        return done

    assert asyncio.run(crowd()) == ["quick", "slow", "quick"]


def test_a_request_cancelled_outside_the_gate_takes_no_place():
    async def crowd() -> int:
        away, back = threading.Event(), threading.Event()

        def work(slot: Any) -> None:
            with slot.away():
                away.set()
                back.wait(5)

        async def site(scope: Any, receive: Any, send: Any) -> None:
            await asyncio.to_thread(work, scope["gate"])

        gate = Gate(site)
        asked = asyncio.create_task(gate({}, None, _nowhere))
        await asyncio.to_thread(away.wait, 5)
        asked.cancel()
        await asyncio.wait([asked])
        back.set()
        await asyncio.sleep(0.2)
        return gate.room._value

    assert asyncio.run(crowd()) == 2


async def _nowhere(event: dict[str, Any]) -> None:
    pass
