"""The admission gate: more requests than there are database connections wait in line instead of failing."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from django.conf import settings

from marketplace.web.asgi_middleware import Application, Scope, send_plain

BUSY_TEXT = b"The shop is very busy right now. Please try again in a few seconds.\n"


class Slot:
    """The slot of one request. Its thread may give it up for work that needs no database."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room, self._loop = room, asyncio.get_running_loop()
        self._is_held, self._is_over = True, False

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let another request work meanwhile; at the end of the block wait in line again.

        Only for threads, and bounded by the caller: a request that is away is not counted.
        """
        self._loop.call_soon_threadsafe(self._leave)
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._return(), self._loop).result()

    def end(self) -> None:
        """Leave for good."""
        self._is_over = True
        self._leave()

    def _leave(self) -> None:
        if self._is_held:
            self._is_held = False
            self._room.release()

    async def _return(self) -> None:
        # A request that was cut off meanwhile could never give the slot back.
        if self._is_over:
            return
        await self._room.acquire()
        self._is_held = True
        if self._is_over:
            self._leave()


_slot: ContextVar[Slot | None] = ContextVar("slot", default=None)


def leave_gate() -> AbstractContextManager[None] | None:
    """Return a context manager in which this thread's request works outside the gate; None without a gate."""
    slot = _slot.get()
    return slot.away() if slot else None


class Gate:
    """Limits the requests at work in this process; a bounded line of others waits, the rest is told to retry.

    `GATE_MAX_REQUESTS` requests work, `GATE_MAX_WAITING` wait up to `GATE_WAIT_SECONDS` seconds; beyond either the
    answer is 503 with `Retry-After`, and nothing was done.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.room = asyncio.Semaphore(settings.GATE_MAX_REQUESTS)
        self.in_line = 0
        self.refused = 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass one request on when there is room for it."""
        if not await self._enter():
            self.refused += 1
            await _send_busy(scope, send)
            return
        slot = Slot(self.room)
        mark = _slot.set(slot)
        try:
            await self.application({**scope, "gate": slot}, receive, send)
        finally:
            _slot.reset(mark)
            slot.end()

    async def _enter(self) -> bool:
        if self.room.locked():
            return await self._wait_in_line()
        return await self.room.acquire()

    async def _wait_in_line(self) -> bool:
        if self.in_line >= settings.GATE_MAX_WAITING:
            return False
        self.in_line += 1
        try:
            await asyncio.wait_for(self.room.acquire(), settings.GATE_WAIT_SECONDS)
        except TimeoutError:
            return False
        finally:
            self.in_line -= 1
        return True


async def _send_busy(scope: Scope, send: Any) -> None:
    await send_plain(scope, send, HTTPStatus.SERVICE_UNAVAILABLE, BUSY_TEXT, (b"retry-after", b"5"))
