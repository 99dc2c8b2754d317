"""A socket as the hub knows it: subscriptions, outbox, heartbeat, and regular authorization."""

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
from config.live.fast_writer import FastWriter, encode_text_frame
from config.live.limits import limit
from config.live.metrics import totals
from config.live.protocol import CUT, TRY_AGAIN_LATER
from config.live.tokens import Claim, fingerprint
from config.live.topics import find_topic

logger = logging.getLogger(__name__)

_serial = itertools.count()
Write = Callable[[dict[str, Any]], Awaitable[None]]


class Socket:
    """One open websocket, with a bounded outbox, from which one task at a time writes in order.

    A frame that finds the outbox and the server's queues empty goes through the fast writer, where there is one.
    """

    __slots__ = (
        "_fast_writer", "_has_answered", "_heartbeat", "_is_writing", "_on_refused", "_outbox", "_recheck_timer",
        "_tasks", "_write", "claims", "closing", "name", "session", "session_key", "subscribed_at", "visitor",
    )  # fmt: skip

    def __init__(
        self,
        write: Write,
        on_refused: Callable[[str], None],
        visitor: str,
        session_key: str | None,
        fast_writer: FastWriter | None = None,
    ) -> None:
        self.name = f"{os.getpid()}-{next(_serial)}"
        self.visitor, self.session_key = visitor, session_key
        self.session = fingerprint(session_key) if session_key else None
        self.claims: dict[str, Claim] = {}  # by address of the topic
        self.subscribed_at: dict[str, float] = {}  # monotonic seconds of the newest token, by address
        self.closing: int | None = None
        self._write, self._on_refused, self._fast_writer = write, on_refused, fast_writer
        self._outbox: deque[str] = deque()
        self._is_writing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_answered = True
        first_ping = limit("LIVE_HEARTBEAT_SECONDS") * random.uniform(0.5, 1)  # noqa: S311
        self._heartbeat = self._call_later(first_ping, self._ping)
        self._recheck_timer: asyncio.TimerHandle | None = None

    def send(self, frame: str, wire: bytes | None = None) -> None:
        """Send or queue `frame`, already encoded as `wire`. A socket with a full outbox is closed instead."""
        if self.closing is not None:
            return
        writer = self._fast_writer
        if writer is not None and not self._outbox and writer.write(wire or encode_text_frame(frame)):
            return
        if self._is_overflowing():
            totals.overflows += 1
            self.close(TRY_AGAIN_LATER)
            return
        self._outbox.append(frame)
        self._write_soon()

    def _is_overflowing(self) -> bool:
        if len(self._outbox) >= limit("LIVE_OUTBOX"):
            return True
        return self._fast_writer is not None and self._fast_writer.pending_bytes > limit("LIVE_OUTBOX_BYTES")

    def close(self, code: int) -> None:
        """Close with `code`. Queued frames are not sent."""
        if self.closing is None:
            self.closing = code
            self._outbox.clear()
            self._write_soon()

    def _write_soon(self) -> None:
        # A task only while something is queued: most sockets are idle, and a sleeping task costs a kilobyte each.
        if not self._is_writing:
            self._is_writing = True
            self._start_task(self._write_outbox())

    async def _write_outbox(self) -> None:
        while self._outbox:
            await self._write({"type": "websocket.send", "text": self._outbox.popleft()})
        if self.closing is not None:
            await self._write({"type": "websocket.close", "code": self.closing})
        else:
            self._is_writing = False

    def stop(self) -> None:
        """Cancel all timers and tasks: the connection is over."""
        if self.closing is None:
            self.closing = TRY_AGAIN_LATER
        for timer in (self._heartbeat, self._recheck_timer):
            if timer is not None:
                timer.cancel()
        for task in list(self._tasks):
            task.cancel()

    def add_claim(self, claim: Claim) -> None:
        """Record a subscription."""
        self.claims[claim.address] = claim
        # Renewed with each partial that was read again: it may show a state that the next render takes back.
        self.subscribed_at[claim.address] = time.monotonic()
        if self._recheck_timer is None and authorization.needs_check(claim):
            self._recheck_timer = self._call_later(limit("LIVE_RECHECK_SECONDS"), self.recheck)

    def remove_claim(self, address: str) -> None:
        """Forget the subscription to a topic."""
        self.claims.pop(address, None)
        self.subscribed_at.pop(address, None)

    def _is_of_session(self, claim: Claim) -> bool:
        return claim.subscriber.user_id is not None and claim.subscriber.session_hash == self.session

    @property
    def member_ids(self) -> set[int | None]:
        """Return the ids of members with a token and its session on this socket."""
        return {claim.subscriber.user_id for claim in self.claims.values() if self._is_of_session(claim)}

    def belongs_to(self, user_id: int | None, session: str | None, visitor: str | None) -> bool:
        """Tell whether the socket is of that member, of the session of that fingerprint, or of that visitor."""
        by_browser = (session and session == self.session) or (visitor and visitor == self.visitor)
        return bool(by_browser) or (user_id is not None and user_id in self.member_ids)

    def recheck(self, within: float = 0.0) -> None:
        """Authorize the subscriptions again, at a random moment `within` so many seconds."""
        if self._recheck_timer is not None:
            self._recheck_timer.cancel()
            self._recheck_timer = self._call_later(limit("LIVE_RECHECK_SECONDS"), self.recheck)
        moment = random.uniform(0, within)  # noqa: S311
        self._call_later(moment, lambda: self._start_task(self._authorize_claims()))

    async def _authorize_claims(self) -> None:
        claims = [c for c in self.claims.values() if authorization.needs_check(c) or self._is_of_session(c)]
        for address, reason in (await authorization.find_refusals(self.visitor, claims, self.session_key)).items():
            if reason == protocol.TRY_LATER:
                continue  # stays while the database is away; the end of a session closes the socket by a message
            if reason == protocol.SIGN_IN:
                self.close(CUT)
                return
            self._on_refused(address)
            self.send(protocol.states({address: reason}))

    def mark_answered(self) -> None:
        """Record an answer of the page."""
        self._has_answered = True

    def _ping(self) -> None:
        if not self._has_answered:
            self.close(TRY_AGAIN_LATER)
            return
        self._has_answered = False
        self.send(protocol.encode("ping", at=protocol.now()))
        self._heartbeat = self._call_later(limit("LIVE_HEARTBEAT_SECONDS"), self._ping)
        self.report_presence(list(self.claims.values()))

    def report_presence(self, claims: list[Claim]) -> None:
        """Call `on_present` of the topics that have it."""
        for claim in claims:
            topic, key = find_topic(claim.address)
            if topic.on_present is not None:
                work = authorization.run_in_thread(self.visitor, topic.on_present, claim.subscriber, key)
                self._start_task(work)

    def _call_later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, call)

    def _start_task(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._handle_done)

    def _handle_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("A task of a live socket failed", exc_info=task.exception())
