"""A socket as the hub knows it: what it listens to, what waits to be written, its heartbeat and re-checks."""

import asyncio
import itertools
import logging
import os
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from config.live import authorization, protocol
from config.live.close_codes import CUT, SLOW
from config.live.fast_writer import Writer, ready_made
from config.live.limits import limit
from config.live.metrics import counts
from config.live.tokens import Claim, mark
from config.live.topics import find

logger = logging.getLogger(__name__)

_serial = itertools.count()
Write = Callable[[dict[str, Any]], Awaitable[None]]


class Socket:
    """One open websocket.

    Frames are put into a bounded outbox, from which one task at a time writes them in order. Where the server offers a
    `direct` writer, a frame that finds the outbox and the server's queues empty leaves at once.
    """

    __slots__ = (
        "_answered", "_direct", "_heart", "_leave", "_outbox", "_recheck", "_tasks", "_write", "_writing",
        "claims", "closing", "joined", "name", "session", "session_key", "visitor",
    )  # fmt: skip

    def __init__(
        self,
        write: Write,
        leave: Callable[[str], None],
        visitor: str,
        session_key: str | None,
        direct: Writer | None = None,
    ) -> None:
        self.name = f"{os.getpid()}-{next(_serial)}"
        self.visitor, self.session_key = visitor, session_key
        self.session = mark(session_key) if session_key else None
        self.claims: dict[str, Claim] = {}
        self.joined: dict[str, float] = {}
        self.closing: int | None = None
        self._write, self._leave, self._direct = write, leave, direct
        self._outbox: deque[str] = deque()
        self._writing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered = True
        self._heart = self._later(limit("LIVE_HEARTBEAT_SECONDS") * random.uniform(0.5, 1), self._beat)  # noqa: S311
        self._recheck: asyncio.TimerHandle | None = None

    # What the socket hears ------------------------------------------------------------------------------------

    def put(self, frame: str, wire: bytes | None = None) -> None:
        """Send `frame`, whose bytes are `wire`, or queue it; a socket that has too much waiting is closed instead."""
        if self.closing is not None:
            return
        if self._direct is not None and not self._outbox and self._direct.write(wire or ready_made(frame)):
            return
        if self._has_too_much():
            counts.overflows += 1
            self.close(SLOW)
            return
        self._outbox.append(frame)
        self._write_soon()

    def _has_too_much(self) -> bool:
        if len(self._outbox) >= limit("LIVE_OUTBOX"):
            return True
        return self._direct is not None and self._direct.waiting > limit("LIVE_OUTBOX_BYTES")

    def close(self, code: int) -> None:
        """Close with `code`; what still waits is not sent."""
        if self.closing is None:
            self.closing = code
            self._outbox.clear()
            self._write_soon()

    def _write_soon(self) -> None:
        # A task only while something waits: most sockets are idle, and a sleeping task costs a kilobyte each.
        if not self._writing:
            self._writing = True
            self._spawn(self._write_out())

    async def _write_out(self) -> None:
        while self._outbox:
            await self._write({"type": "websocket.send", "text": self._outbox.popleft()})
        if self.closing is not None:
            await self._write({"type": "websocket.close", "code": self.closing})
        else:
            self._writing = False

    def stop(self) -> None:
        """Let go of everything: the connection is over."""
        if self.closing is None:
            self.closing = SLOW
        for timer in (self._heart, self._recheck):
            if timer is not None:
                timer.cancel()
        for task in list(self._tasks):
            task.cancel()

    # What the socket listens to -------------------------------------------------------------------------------

    def hold(self, claim: Claim) -> None:
        """Note that the socket listens to the topic of `claim`; private ones are looked at again every minute."""
        self.claims[claim.topic] = claim
        # Anew with each partial that was read again: it may show what the next render takes back.
        self.joined[claim.topic] = time.monotonic()
        if self._recheck is None and authorization.needs_check(claim):
            self._recheck = self._later(limit("LIVE_RECHECK_SECONDS"), self.recheck)

    def drop(self, topic: str) -> None:
        """Note that the socket no longer listens to `topic`."""
        self.claims.pop(topic, None)
        self.joined.pop(topic, None)

    def _shows_session(self, claim: Claim) -> bool:
        return claim.subscriber.user_id is not None and claim.subscriber.session_hash == self.session

    @property
    def members(self) -> set[int | None]:
        """Return the ids of the members whose tokens this socket showed together with their session."""
        return {claim.subscriber.user_id for claim in self.claims.values() if self._shows_session(claim)}

    def is_of(self, user_id: int | None, session: str | None, visitor: str | None) -> bool:
        """Tell whether the socket belongs to that member, to the session of that mark, or to that visitor."""
        by_browser = (session and session == self.session) or (visitor and visitor == self.visitor)
        return bool(by_browser) or (user_id is not None and user_id in self.members)

    def recheck(self, within: float = 0.0) -> None:
        """Look again at what the socket may listen to, at some moment `within` so many seconds."""
        if self._recheck is not None:
            self._recheck.cancel()
            self._recheck = self._later(limit("LIVE_RECHECK_SECONDS"), self.recheck)
        self._later(random.uniform(0, within), lambda: self._spawn(self._look_again()))  # noqa: S311

    async def _look_again(self) -> None:
        claims = [c for c in self.claims.values() if authorization.needs_check(c) or self._shows_session(c)]
        for topic, reason in (await authorization.refusals(self.visitor, claims, self.session_key)).items():
            if reason == protocol.TRY_LATER:
                # What was allowed a minute ago stays until somebody can be asked; a session's end cuts it by itself.
                continue
            if reason == protocol.SIGN_IN:
                self.close(CUT)
                return
            self._leave(topic)
            self.put(protocol.states({topic: reason}))

    # Signs of life --------------------------------------------------------------------------------------------

    def heard(self) -> None:
        """Note that the other end answered."""
        self._answered = True

    def _beat(self) -> None:
        if not self._answered:
            self.close(SLOW)
            return
        self._answered = False
        self.put(protocol.encode("ping", at=protocol.now()))
        self._heart = self._later(limit("LIVE_HEARTBEAT_SECONDS"), self._beat)
        self.present(list(self.claims.values()))

    def present(self, claims: list[Claim]) -> None:
        """Tell the topics of `claims` that want to know that this person is here."""
        for claim in claims:
            topic, key = find(claim.topic)
            if topic.on_present is not None:
                self._spawn(authorization.in_thread(self.visitor, topic.on_present, claim.subscriber, key))

    def _later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, call)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("A task of a live socket failed", exc_info=task.exception())
