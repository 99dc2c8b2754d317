"""A topic as this process serves it: its local sockets and the last minute of its frames."""

import asyncio
import time
from typing import NamedTuple

from config.live.fast_writer import encode_text_frame
from config.live.limits import limit
from config.live.metrics import totals
from config.live.sockets import Socket
from config.live.topics import FACT, ROWS, SHARED, STATE, find_topic


class LoggedFrame(NamedTuple):
    """A frame, its time (Unix seconds), and the id of its message."""

    at: float
    id: str
    frame: str


class Rendered(NamedTuple):
    """The HTML last sent of a SHARED topic, and when (monotonic seconds)."""

    html: str
    at: float


class TopicLog:
    """The sockets and recent frames of one topic. Raises LookupError if no app declares it."""

    __slots__ = (
        "_recent", "address", "complete_since", "drop_timer", "key", "last_rendered", "render_task", "sockets",
        "subscribing", "topic",
    )  # fmt: skip

    def __init__(self, address: str) -> None:
        self.address = address
        self.topic, self.key = find_topic(address)
        self.sockets: set[Socket] = set()
        self.subscribing = 0  # sockets that are about to be added
        self.drop_timer: asyncio.TimerHandle | None = None
        self.complete_since: float | None = None  # every frame since then (Unix seconds) is in the log
        self.last_rendered: Rendered | None = None
        self.render_task: asyncio.Task[None] | None = None
        self._recent: list[LoggedFrame] = []

    @property
    def is_idle(self) -> bool:
        """Tell whether no socket is subscribed or about to be."""
        return not self.sockets and not self.subscribing

    def start(self) -> None:
        """Count as complete from now on: Redis confirmed the subscription."""
        if self.complete_since is None:
            self.complete_since = time.time()

    def clear(self) -> None:
        """Forget all frames: something may have been missed."""
        self.complete_since = None
        self._recent.clear()
        self.last_rendered = None

    def skip(self) -> None:
        """Record a gap up to now: there is no frame for a change."""
        if self.complete_since is not None:
            self.complete_since = time.time()

    def append(self, message_id: str, frame: str) -> bool:
        """Log `frame` for replay as its treatment asks; False if it came before (a publisher's second try)."""
        if any(logged.id == message_id for logged in self._recent):
            return False
        now = time.time()
        if self.topic.treatment in (STATE, SHARED):
            self._recent = [LoggedFrame(now, message_id, frame)]
        elif self.topic.treatment in (FACT, ROWS):
            self._recent.append(LoggedFrame(now, message_id, frame))
            self._drop_older_than(now - limit("LIVE_KEEP_SECONDS"))
        return True

    def _drop_older_than(self, oldest: float) -> None:
        surplus = len(self._recent) - int(limit("LIVE_KEEP_FRAMES"))
        numbered = enumerate(self._recent)
        count = next((n for n, logged in numbered if n >= surplus and logged.at >= oldest), len(self._recent))
        if count:
            self.complete_since = self._recent[count - 1].at
            del self._recent[:count]

    def all_since(self, moment: float) -> list[str] | None:
        """Return the frames after `moment` (Unix seconds), or None if some may be missing."""
        if self.complete_since is None or self.complete_since > moment:
            return None
        return self.logged_since(moment)

    def logged_since(self, moment: float) -> list[str]:
        """Return the logged frames after `moment`, complete or not."""
        return [logged.frame for logged in self._recent if logged.at > moment]

    def broadcast(self, frame: str, exclude: str | None = None) -> None:
        """Send `frame` to every local socket, except to the one named `exclude`."""
        wire = encode_text_frame(frame)
        totals.frames += len(self.sockets)
        for socket in [each for each in self.sockets if each.name != exclude]:
            socket.send(frame, wire)
