"""The admission gate: more requests than there are database connections wait in line instead of failing."""

import asyncio
from typing import Any

from django.conf import settings

from config.edge import Application, Scope, send_plain

BUSY = b"The shop is very busy right now. Please try again in a few seconds.\n"


class Gate:
    """Lets so many requests of this process work at once; a bounded line of others waits, the rest is told to retry.

    `GATE_AT_WORK` requests work, `GATE_IN_LINE` wait up to `GATE_PATIENCE` seconds; beyond either the answer is
    503 with `Retry-After`, and nothing was done.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.room = asyncio.Semaphore(settings.GATE_AT_WORK)
        self.in_line = 0
        self.refused = 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass one request on when there is room for it."""
        if not await self._enter():
            self.refused += 1
            await _turn_away(scope, send)
            return
        try:
            await self.application(scope, receive, send)
        finally:
            self.room.release()

    async def _enter(self) -> bool:
        if self.room.locked():
            return await self._wait_in_line()
        return await self.room.acquire()

    async def _wait_in_line(self) -> bool:
        if self.in_line >= settings.GATE_IN_LINE:
            return False
        self.in_line += 1
        try:
            await asyncio.wait_for(self.room.acquire(), settings.GATE_PATIENCE)
        except TimeoutError:
            return False
        finally:
            self.in_line -= 1
        return True


async def _turn_away(scope: Scope, send: Any) -> None:
    await send_plain(scope, send, 503, BUSY, (b"retry-after", b"5"))
