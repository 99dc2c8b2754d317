"""FairQueue: a few places go round among those who wait, one visitor after another, however much each of them wants."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Waiting = asyncio.Future[None]


class FairQueue:
    """So many places. One visitor takes all but one of them at most, and waits for the others' turns for more."""

    def __init__(self, places: int) -> None:
        self._free, self._share = places, max(places - 1, 1)
        self._at_work: Counter[str] = Counter()
        self._lines: dict[str, deque[Waiting]] = {}

    @property
    def waiting(self) -> int:
        """Return how many wait for a place."""
        return sum(map(len, self._lines.values()))

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[None]:
        """Hold a place for this visitor until the block ends; wait for it first."""
        await self._take(whose)
        try:
            yield
        finally:
            self._give_back(whose)

    async def _take(self, whose: str) -> None:
        if whose not in self._lines and self._is_free_for(whose):
            self._begin(whose)
            return
        called: Waiting = asyncio.get_running_loop().create_future()
        self._lines.setdefault(whose, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # It was called and given up at the same moment.
                self._give_back(whose)
            else:
                self._drop(whose, called)
            raise

    def _is_free_for(self, whose: str) -> bool:
        return self._free > 0 and self._at_work[whose] < self._share

    def _begin(self, whose: str) -> None:
        self._free -= 1
        self._at_work[whose] += 1

    def _give_back(self, whose: str) -> None:
        self._free += 1
        self._at_work[whose] -= 1
        self._at_work += Counter()  # forgets who has none
        while self._free and self._call_next():
            pass

    def _call_next(self) -> bool:
        for whose, line in self._lines.items():
            if self._is_free_for(whose):
                called = line.popleft()
                # To the end of the round.
                del self._lines[whose]
                if line:
                    self._lines[whose] = line
                if not called.done():
                    self._begin(whose)
                    called.set_result(None)
                return True
        return False

    def _drop(self, whose: str, called: Waiting) -> None:
        line = self._lines.get(whose)
        if line and called in line:
            line.remove(called)
            if not line:
                del self._lines[whose]
