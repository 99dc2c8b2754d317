"""A fair queue: slots go round among the waiting visitors, however many jobs each has."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Waiting = asyncio.Future[None]


class FairQueue:
    """A number of slots, of which one visitor has all but one at most."""

    def __init__(self, slots: int) -> None:
        self._free, self._max_per_visitor = slots, max(slots - 1, 1)
        self._running: Counter[str] = Counter()
        self._waiting: dict[str, deque[Waiting]] = {}

    @property
    def length(self) -> int:
        """Return the number of waiting jobs."""
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def slot(self, visitor: str) -> AsyncIterator[None]:
        """Hold a slot for this visitor during the block."""
        await self._acquire(visitor)
        try:
            yield
        finally:
            self._release(visitor)

    async def _acquire(self, visitor: str) -> None:
        if visitor not in self._waiting and self._is_free_for(visitor):
            self._start(visitor)
            return
        admitted: Waiting = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(visitor, deque()).append(admitted)
        try:
            await admitted
        except asyncio.CancelledError:
            if admitted.done() and not admitted.cancelled():  # both at the same moment
                self._release(visitor)
            else:
                self._remove(visitor, admitted)
            raise

    def _is_free_for(self, visitor: str) -> bool:
        return self._free > 0 and self._running[visitor] < self._max_per_visitor

    def _start(self, visitor: str) -> None:
        self._free -= 1
        self._running[visitor] += 1

    def _release(self, visitor: str) -> None:
        self._free += 1
        self._running[visitor] -= 1
        self._running += Counter()  # removes visitors with none
        while self._free and self._admit_next():
            pass

    def _admit_next(self) -> bool:
        for visitor, line in self._waiting.items():
            if self._is_free_for(visitor):
                admitted = line.popleft()
                del self._waiting[visitor]  # and to the end of the round
                if line:
                    self._waiting[visitor] = line
                if not admitted.done():
                    self._start(visitor)
                    admitted.set_result(None)
                return True
        return False

    def _remove(self, visitor: str, admitted: Waiting) -> None:
        line = self._waiting.get(visitor)
        if line and admitted in line:
            line.remove(admitted)
            if not line:
                del self._waiting[visitor]
