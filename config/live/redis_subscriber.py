"""The subscription to Redis: one channel of the pub/sub layer, rebuilt after every loss."""

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
    """Stays subscribed to the groups of `wanted_groups()`, and reconnects after every loss.

    `on_message(message)` gets each message, `on_change(is_up)` each loss and return of the connection.
    """

    def __init__(
        self,
        wanted_groups: Callable[[], Iterable[str]],
        on_message: Callable[[dict[str, Any]], None],
        on_change: Callable[[bool], None],
    ) -> None:
        self.is_up = False
        self.lag: float | None = None
        self._wanted_groups, self._on_message, self._on_change = wanted_groups, on_message, on_change
        self._subscribed: set[str] = set()
        self._subscribing: dict[str, asyncio.Task[None]] = {}
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
                self._set_up(True)
                self._tried.set()
                await self._watch()
            except Exception as problem:
                if pause == _FIRST_PAUSE:
                    logger.warning("The live wire lost Redis and tries again: %r", problem)
            finally:
                self._set_up(False)
                self._tried.set()
                await self._disconnect()
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311
            pause = min(pause * 2, _LONGEST_PAUSE)

    def is_subscribed(self, group: str) -> bool:
        """Tell whether messages for `group` arrive here now."""
        return self.is_up and group in self._subscribed

    async def subscribe(self, group: str) -> None:
        """Return once Redis confirmed the subscription, or can't; then `run` subscribes later."""
        await self._tried.wait()
        if self.is_up and group not in self._subscribed:
            if group not in self._subscribing:
                self._subscribing[group] = asyncio.create_task(self._subscribe(group))
                self._subscribing[group].add_done_callback(lambda _: self._subscribing.pop(group, None))
            await asyncio.shield(self._subscribing[group])

    async def unsubscribe(self, group: str) -> None:
        """Unsubscribe from `group`."""
        if group in self._subscribed and self._layer is not None:
            self._subscribed.discard(group)
            with contextlib.suppress(Exception):
                await _with_timeout(self._layer.group_discard(group, self._channel))

    async def _subscribe(self, group: str) -> None:
        layer, broken = self._layer, self._broken
        try:
            await self._add_groups(layer, [group])
        except Exception:
            broken.set()
        if layer is self._layer and not broken.is_set():
            self._subscribed.add(group)

    async def _add_groups(self, layer: Any, groups: Iterable[str]) -> None:
        for group in groups:
            await _with_timeout(layer.group_add(group, self._channel))
        # The layer only sends SUBSCRIBE. An echo through the last group proves that Redis carried out all of them.
        await self._wait_for_echo(partial(layer.group_send, group))

    async def _connect(self) -> None:
        # Each connection has its own event: a late failure on the old one must not break the new one.
        self._broken = asyncio.Event()
        self._layer = layer = new_layer(on_reconnect=self._broken.set)
        self._channel = await _with_timeout(layer.new_channel())
        self._reader = asyncio.create_task(self._read(layer, self._channel))
        while missing := set(self._wanted_groups()) - self._subscribed:
            await self._add_groups(layer, missing)
            self._subscribed |= missing

    async def _watch(self) -> None:
        # Ends with an error: the connection was made anew, the reader died, or an echo was lost.
        while self._layer is not None and self._reader is not None and not self._reader.done():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._broken.wait(), limit("LIVE_PING_SECONDS"))
            if self._broken.is_set():
                raise ConnectionError("the connection broke")
            asked = time.monotonic()
            await self._wait_for_echo(partial(self._layer.send, self._channel))
            self.lag = time.monotonic() - asked
        raise ConnectionError("nobody reads the channel")

    async def _read(self, layer: RedisPubSubLoopLayer, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            try:
                if message["type"] == "echo":
                    self._resolve_echo(message)
                else:
                    self._on_message(message)
            except Exception:
                logger.exception("Could not handle a message of the live wire")

    async def _wait_for_echo(self, send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]]) -> None:
        number = next(self._serial)
        self._echoes[number] = echo = asyncio.get_running_loop().create_future()
        try:
            await _with_timeout(send({"type": "echo", "from": self._channel, "number": number}))
            await _with_timeout(echo)
        finally:
            del self._echoes[number]

    def _resolve_echo(self, message: dict[str, Any]) -> None:
        echo = self._echoes.get(message["number"])
        if message["from"] == self._channel and echo is not None and not echo.done():
            echo.set_result(None)

    def _set_up(self, is_up: bool) -> None:
        if is_up != self.is_up:
            self.is_up, self.lag = is_up, None
            self._on_change(is_up)

    async def _disconnect(self) -> None:
        layer, self._layer = self._layer, None
        reader, self._reader = self._reader, None
        self._subscribed.clear()
        if layer is not None:
            with contextlib.suppress(Exception):
                await _with_timeout(layer.flush())
        if reader is not None:
            reader.cancel()  # after the flush, which leaves it nothing to unsubscribe


async def _with_timeout(work: Any) -> Any:
    async with asyncio.timeout(limit("LIVE_REDIS_SECONDS")):
        return await work
