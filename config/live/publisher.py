"""The publisher: a bounded queue that one thread of the process empties into Redis, whatever state Redis is in.

A message stays at the head of the line until Redis took it; meanwhile the queue drops its oldest, and once Redis is
back the topics of what was dropped are told that they are stale. Of equal wishes to look again that wait, one is sent:
it leaves after the last commit, so whoever follows it reads all of them.
"""

import asyncio
import atexit
import contextlib
import itertools
import logging
import os
import secrets
import socket
import threading
import time
from collections import deque
from typing import Any

from channels_redis.pubsub import RedisPubSubLoopLayer

from config.live import protocol
from config.live.layers import new_layer
from config.live.limits import limit
from config.live.metrics import counts

logger = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds between two tries
_NUDGE = protocol.encode("nudge").removesuffix("}")
_LAST_CHANCE = 2.0  # seconds that a process which ends may still take

Message = dict[str, Any]


class _Loop(asyncio.SelectorEventLoop):
    """A loop that looks up names by itself: a process that is ending has no executor left to do it in."""

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        return socket.getaddrinfo(host, port, **options)


class Publisher:
    """Takes messages from any thread at no cost and sends each to its group, in order, as soon as Redis takes it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[tuple[str, Message]] = deque()
        self._missed: set[str] = set()
        self._wishes: set[str] = set()  # to look again, that wait
        self._is_away = self._is_dropping = self._busy = False
        self._thread: threading.Thread | None = None
        self._layer: RedisPubSubLoopLayer | None = None
        self._origin = secrets.token_hex(6)
        self._serial = itertools.count()

    def put(self, group: str, message: Message) -> None:
        """Queue `message` for `group`; returns at once, whatever state Redis is in."""
        wish = _wish_of(message)
        message["id"] = f"{self._origin}-{next(self._serial)}"
        with self._changed:
            if wish in self._wishes:
                return
            if len(self._queue) >= limit("LIVE_QUEUE"):
                self._drop_oldest()
            self._queue.append((group, message))
            if wish:
                self._wishes.add(wish)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-publisher", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Return how many messages wait for Redis."""
        return len(self._queue)

    def flush(self, timeout: float = _LAST_CHANCE) -> bool:
        """Wait up to `timeout` seconds until everything was sent; tell whether it was."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._busy, timeout)

    def _drop_oldest(self) -> None:
        group, message = self._pop()
        if not self._is_dropping:
            why = "Redis has been away for too long" if self._is_away else "More came at once than Redis takes"
            logger.error("%s: live messages are dropped, the oldest first, and their pages read again", why)
        self._is_dropping = True
        self._missed.update([each["topic"] for each in message.get("many", ())] or [group])
        counts.dropped += 1

    def _next(self) -> tuple[str, Message]:
        with self._changed:
            self._busy = False
            self._is_dropping = self._is_dropping and bool(self._queue)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._queue)
            self._busy = True
            return self._pop()

    def _pop(self) -> tuple[str, Message]:
        """Take the head of the line; whatever is told of its topic from now on waits anew."""
        group, message = self._queue.popleft()
        if wish := _wish_of(message):
            self._wishes.discard(wish)
        return group, message

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            while True:
                self._deliver(runner, *self._next())
                with self._changed:
                    missed, self._missed = self._missed, set()
                for group in missed:
                    self._deliver(runner, group, {"type": "stale", "topic": group, "id": ""})

    def _deliver(self, runner: asyncio.Runner, group: str, message: Message) -> None:
        pause = _FIRST_PAUSE
        while not runner.run(self._send(group, message)):
            self._is_away = True
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        self._is_away = False

    async def _send(self, group: str, message: Message) -> bool:
        if self._layer is None:
            self._layer = new_layer()
        try:
            async with asyncio.timeout(limit("LIVE_PUSH_SECONDS")):
                await self._layer.group_send(group, message)
        except (TypeError, ValueError, OverflowError):
            # What can't be put into bytes never will be: it must not hold up all that comes after it.
            logger.exception("A live message for %s is dropped", group)
            counts.dropped += 1
            return True
        except Exception as problem:
            logger.warning("A live message waits for Redis: %r", problem)
            await self._discard_layer()  # a call that was given up may still hold its lock
            return False
        counts.published += 1
        return True

    async def _discard_layer(self) -> None:
        layer, self._layer = self._layer, None
        if layer is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(limit("LIVE_PUSH_SECONDS")):
                    await layer.flush()


def _wish_of(message: Message) -> str | None:
    """Return what a message asks pages or processes to look at again; None for a fact, which says something itself."""
    if message.get("type") == "dirty":
        return f"{message['topic']} {message.get('part', '')}"
    frame = message.get("frame")
    return frame if isinstance(frame, str) and frame.startswith(_NUDGE) else None


_publisher = Publisher()


def start_afresh() -> None:
    """Give a forked child a publisher of its own: threads, sockets and the parent's queue are not the child's."""
    global _publisher
    _publisher = Publisher()


os.register_at_fork(after_in_child=start_afresh)
atexit.register(lambda: _publisher.flush())


def publish(group: str, message: Message) -> None:
    """Queue `message` for everyone who listens to `group`; returns at once."""
    _publisher.put(group, message)


def waiting() -> int:
    """Return how many messages of this process wait for Redis."""
    return _publisher.waiting


def flush(timeout: float = _LAST_CHANCE) -> bool:
    """Wait up to `timeout` seconds until all that was published has left; tell whether it has."""
    return _publisher.flush(timeout)
