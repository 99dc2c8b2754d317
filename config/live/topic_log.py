"""A feed: one topic as this process carries it, with its local sockets and the last minute of its frames."""

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

from config.live.fast_writer import ready_made
from config.live.limits import limit
from config.live.metrics import counts
from config.live.topics import FACT, ROWS, SHARED, STATE, find

if TYPE_CHECKING:
    from config.live.sockets import Socket


class Kept(NamedTuple):
    """A frame that passed: when it came (Unix seconds), the id its publisher gave it, its text."""

    at: float
    id: str
    frame: str


class TopicLog:
    """What this process knows about one topic. Raises LookupError if no app declares it."""

    __slots__ = ("_recent", "complete_since", "joining", "key", "linger", "render", "sent", "sockets", "spec", "topic")

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.spec, self.key = find(topic)
        self.sockets: set[Socket] = set()
        self.joining = 0
        self.linger: asyncio.TimerHandle | None = None
        self.complete_since: float | None = None
        self.sent: Sent | None = None
        self.render: asyncio.Task[None] | None = None
        self._recent: list[Kept] = []

    @property
    def is_idle(self) -> bool:
        """Tell whether nobody listens or is about to."""
        return not self.sockets and not self.joining

    def carry(self) -> None:
        """Start to vouch for what passes, as soon as Redis confirmed the subscription."""
        if self.complete_since is None:
            self.complete_since = time.time()

    def forget(self) -> None:
        """Vouch for nothing any more: something may have been missed."""
        self.complete_since = None
        self._recent.clear()
        self.sent = None

    def skip(self) -> None:
        """Note that something happened until now that was not kept."""
        if self.complete_since is not None:
            self.complete_since = time.time()

    def keep(self, message_id: str, frame: str) -> bool:
        """Keep `frame` for replay as its treatment asks; False if it came before (a publisher's second try)."""
        if any(kept.id == message_id for kept in self._recent):
            return False
        now = time.time()
        if self.spec.treatment in (STATE, SHARED):
            self._recent = [Kept(now, message_id, frame)]
        elif self.spec.treatment in (FACT, ROWS):
            self._recent.append(Kept(now, message_id, frame))
            self._forget_old(now - limit("LIVE_KEEP_SECONDS"))
        return True

    def _forget_old(self, oldest: float) -> None:
        surplus = len(self._recent) - int(limit("LIVE_KEEP_FRAMES"))
        gone = next((n for n, kept in enumerate(self._recent) if n >= surplus and kept.at >= oldest), len(self._recent))
        if gone:
            self.complete_since = self._recent[gone - 1].at
            del self._recent[:gone]

    def since(self, moment: float) -> list[str] | None:
        """Return the frames that came after `moment` (Unix seconds), or None if some may be missing."""
        if self.complete_since is None or self.complete_since > moment:
            return None
        return self.kept_since(moment)

    def kept_since(self, moment: float) -> list[str]:
        """Return what is left of the frames that came after `moment`."""
        return [kept.frame for kept in self._recent if kept.at > moment]

    def tell(self, frame: str, besides: str | None = None) -> None:
        """Hand `frame` to every local socket but the one named `besides`."""
        wire = ready_made(frame)
        counts.frames += len(self.sockets)
        for socket in [each for each in self.sockets if each.name != besides]:
            socket.put(frame, wire)


class Sent(NamedTuple):
    """What a crowd topic's listeners were last sent, and when (monotonic seconds)."""

    html: str
    at: float
