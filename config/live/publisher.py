"""The publisher: a bounded queue, emptied into Redis by one thread of the process.

A message stays at the head until Redis took it. Meanwhile a full queue drops its oldest messages; once Redis is back,
the pages of their topics are told to re-read. Of queued messages that ask for the same re-read or render, one is sent,
after the last commit, so that it shows all of the changes.
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
from config.live.metrics import totals

logger = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds between two tries
_NUDGE = protocol.encode("nudge").removesuffix("}")
_EXIT_SECONDS = 2.0  # time that an ending process may still take

Message = dict[str, Any]


class _Loop(asyncio.SelectorEventLoop):
    """Resolves host names itself: a process that is ending has no executor left for it."""

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        return socket.getaddrinfo(host, port, **options)


class Publisher:
    """Takes messages from any thread at no cost, and sends each in order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[tuple[str, Message]] = deque()
        self._dropped_groups: set[str] = set()
        self._queued_requests: set[str] = set()  # re-reads and renders in the queue
        self._is_away = self._is_dropping = self._is_sending = False
        self._thread: threading.Thread | None = None
        self._layer: RedisPubSubLoopLayer | None = None
        self._id = secrets.token_hex(6)
        self._serial = itertools.count()

    def publish(self, group: str, message: Message) -> None:
        """Queue `message` for `group`; returns at once, even while Redis is away."""
        request = _request_of(message)
        message["id"] = f"{self._id}-{next(self._serial)}"
        with self._changed:
            if request in self._queued_requests:
                return
            if len(self._queue) >= limit("LIVE_QUEUE"):
                self._drop_oldest()
            self._queue.append((group, message))
            if request:
                self._queued_requests.add(request)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-publisher", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    @property
    def queue_length(self) -> int:
        """Return the number of messages that wait for Redis."""
        return len(self._queue)

    def flush(self, timeout: float = _EXIT_SECONDS) -> bool:
        """Wait up to `timeout` seconds until everything was sent. Return whether it was."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._is_sending, timeout)

    def _drop_oldest(self) -> None:
        group, message = self._pop()
        if not self._is_dropping:
            why = "Redis has been away for too long" if self._is_away else "More came at once than Redis takes"
            logger.error("%s: live messages are dropped, the oldest first, and their pages read again", why)
        self._is_dropping = True
        self._dropped_groups.update([each["topic"] for each in message.get("many", ())] or [group])
        totals.dropped += 1

    def _next(self) -> tuple[str, Message]:
        with self._changed:
            self._is_sending = False
            self._is_dropping = self._is_dropping and bool(self._queue)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._queue)
            self._is_sending = True
            return self._pop()

    def _pop(self) -> tuple[str, Message]:
        group, message = self._queue.popleft()
        if request := _request_of(message):
            self._queued_requests.discard(request)
        return group, message

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            while True:
                self._deliver(runner, *self._next())
                with self._changed:
                    dropped, self._dropped_groups = self._dropped_groups, set()
                for group in dropped:
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
            # A message that can't be serialized now never will be: it must not hold up the messages behind it.
            logger.exception("A live message for %s is dropped", group)
            totals.dropped += 1
            return True
        except Exception as problem:
            logger.warning("A live message waits for Redis: %r", problem)
            await self._discard_layer()  # an abandoned call may still hold its lock
            return False
        totals.published += 1
        return True

    async def _discard_layer(self) -> None:
        layer, self._layer = self._layer, None
        if layer is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(limit("LIVE_PUSH_SECONDS")):
                    await layer.flush()


def _request_of(message: Message) -> str | None:
    """Return the re-read or render that a message asks for; None for one with content of its own."""
    if message.get("type") == "dirty":
        return f"{message['topic']} {message.get('part', '')}"
    frame = message.get("frame")
    return frame if isinstance(frame, str) and frame.startswith(_NUDGE) else None


_publisher = Publisher()


def reset_publisher() -> None:
    """Give a forked child its own publisher: the parent's threads, sockets and queue are not the child's."""
    global _publisher
    _publisher = Publisher()


os.register_at_fork(after_in_child=reset_publisher)
atexit.register(lambda: _publisher.flush())


def publish(group: str, message: Message) -> None:
    """Queue `message` for every process that listens to `group`."""
    _publisher.publish(group, message)


def queue_length() -> int:
    """Return the number of messages of this process that wait for Redis."""
    return _publisher.queue_length


def flush(timeout: float = _EXIT_SECONDS) -> bool:
    """Wait up to `timeout` seconds until everything published so far has left. Return whether it has."""
    return _publisher.flush(timeout)
