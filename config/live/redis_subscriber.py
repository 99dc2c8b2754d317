"""The line to Redis: one channel of the pub/sub layer, watched and rebuilt, so that no socket depends on it."""

import asyncio
import contextlib
import itertools
import logging
import random
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from channels_redis.pubsub import RedisPubSubLoopLayer

from config.live.layers import new_layer
from config.live.limits import limit

logger = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 3.0  # seconds between two tries to reach Redis


class RedisSubscriber:
    """Keeps the groups of `wanted()` joined; `heard(message)` gets what comes in, `turned(up)` each change of state."""

    def __init__(
        self,
        wanted: Callable[[], Iterable[str]],
        heard: Callable[[dict[str, Any]], None],
        turned: Callable[[bool], None],
    ) -> None:
        self.is_up = False
        self.lag: float | None = None
        self._wanted, self._heard, self._turned = wanted, heard, turned
        self._joined: set[str] = set()
        self._joining: dict[str, asyncio.Task[None]] = {}
        self._echoes: dict[int, asyncio.Future[None]] = {}
        self._serial = itertools.count()
        self._broken, self._tried = asyncio.Event(), asyncio.Event()
        self._layer: RedisPubSubLoopLayer | None = None
        self._reader: asyncio.Task[None] | None = None
        self._channel = ""

    async def run(self) -> None:
        """Stay connected for ever, with growing, jittered pauses between tries."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._connect()
                pause = _FIRST_PAUSE
                self._turn(True)
                self._tried.set()
                await self._watch()
            except Exception as problem:
                if pause == _FIRST_PAUSE:
                    logger.warning("The live wire lost Redis and tries again: %r", problem)
            finally:
                self._turn(False)
                self._tried.set()
                await self._discard()
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311
            pause = min(pause * 2, _LONGEST_PAUSE)

    def carries(self, group: str) -> bool:
        """Tell whether what is sent to `group` arrives here now."""
        return self.is_up and group in self._joined

    async def join(self, group: str) -> None:
        """Listen to `group`; returns once Redis confirmed it or can't (then `run` sees to it later)."""
        await self._tried.wait()
        if self.is_up and group not in self._joined:
            if group not in self._joining:
                self._joining[group] = asyncio.create_task(self._join(group))
                self._joining[group].add_done_callback(lambda _: self._joining.pop(group, None))
            await asyncio.shield(self._joining[group])

    async def leave(self, group: str) -> None:
        """Stop listening to `group`."""
        if group in self._joined and self._layer is not None:
            self._joined.discard(group)
            with contextlib.suppress(Exception):
                await _patiently(self._layer.group_discard(group, self._channel))

    async def _join(self, group: str) -> None:
        layer, broken = self._layer, self._broken
        try:
            await self._subscribe(layer, [group])
        except Exception:
            broken.set()
        if layer is self._layer and not broken.is_set():
            self._joined.add(group)

    async def _subscribe(self, layer: Any, groups: Iterable[str]) -> None:
        for group in groups:
            await _patiently(layer.group_add(group, self._channel))
        # The layer only sends SUBSCRIBE; a message that comes back by the last group proves that all were carried out.
        await self._echo(partial(layer.group_send, group))

    async def _connect(self) -> None:
        # An event for each line: what still fails on the one before must not break this one.
        self._broken = asyncio.Event()
        self._layer = layer = new_layer(on_reconnect=self._broken.set)
        self._channel = await _patiently(layer.new_channel())
        self._reader = asyncio.create_task(self._read(layer, self._channel))
        while missing := set(self._wanted()) - self._joined:
            await self._subscribe(layer, missing)
            self._joined |= missing

    async def _watch(self) -> None:
        """Raise when the line breaks: a connection was made anew, the reader died, or a ping to ourselves was lost."""
        while self._layer is not None and self._reader is not None and not self._reader.done():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._broken.wait(), limit("LIVE_PING_SECONDS"))
            if self._broken.is_set():
                raise ConnectionError("the connection broke")
            asked = time.monotonic()
            await self._echo(partial(self._layer.send, self._channel))
            self.lag = time.monotonic() - asked
        raise ConnectionError("nobody reads the channel")

    async def _read(self, layer: RedisPubSubLoopLayer, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            try:
                self._take(message)
            except Exception:
                logger.exception("Could not handle a message of the live wire")

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] != "echo":
            self._heard(message)
        elif message["from"] == self._channel and (echo := self._echoes.get(message["number"])) and not echo.done():
            echo.set_result(None)

    async def _echo(self, send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]) -> None:
        number = next(self._serial)
        self._echoes[number] = echo = asyncio.get_running_loop().create_future()
        try:
            await _patiently(send({"type": "echo", "from": self._channel, "number": number}))
            await _patiently(echo)
        finally:
            del self._echoes[number]

    def _turn(self, up: bool) -> None:
        if up != self.is_up:
            self.is_up, self.lag = up, None
            self._turned(up)

    async def _discard(self) -> None:
        layer, self._layer = self._layer, None
        reader, self._reader = self._reader, None
        self._joined.clear()
        if layer is not None:
            with contextlib.suppress(Exception):
                await _patiently(layer.flush())
        if reader is not None:
            reader.cancel()  # after the flush, which leaves it nothing to unsubscribe


async def _patiently(work: Any) -> Any:
    """Await `work` for as long as Redis may take. Raises TimeoutError after that."""
    async with asyncio.timeout(limit("LIVE_REDIS_SECONDS")):
        return await work
