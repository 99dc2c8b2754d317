"""Coalescer topics and rows: each process renders what is dirty at most once a second and sends only what changed."""

import asyncio
import itertools
import logging
import time

from config.live.authorization import in_thread
from config.live.limits import limit
from config.live.protocol import encode
from config.live.topic_log import Sent, TopicLog
from config.live.topics import ROWS

logger = logging.getLogger(__name__)
_serial = itertools.count()
_MOST_DOUBLINGS = 3  # of the pause between two tries to render what failed


class Coalescer:
    """Renders dirty feeds, the last change included, one thread job at a time for each."""

    def __init__(self) -> None:
        self._dirty: dict[str, set[str]] = {}

    def mark(self, feed: TopicLog, part: str = "") -> None:
        """Note that `feed` changed, or a part of it; render it now, or as soon as its second is over."""
        if not feed.sockets:
            feed.skip()
            return
        self._dirty.setdefault(feed.topic, set()).add(part)
        if feed.render is None:
            feed.render = asyncio.create_task(self._keep_up(feed))

    async def _keep_up(self, feed: TopicLog) -> None:
        failures = 0
        try:
            while parts := self._dirty.pop(feed.topic, None):
                started = time.monotonic()
                failures = 0 if await self._render(feed, sorted(parts), started) else min(failures + 1, _MOST_DOUBLINGS)
                if failures and feed.sockets:
                    # Or these pages would stay as they are until the next change.
                    self._dirty.setdefault(feed.topic, set()).update(parts)
                await asyncio.sleep(started + limit("LIVE_SHARED_SECONDS") * 2**failures - time.monotonic())
        finally:
            feed.render = None
            self._dirty.pop(feed.topic, None)

    async def _render(self, feed: TopicLog, parts: list[str], started: float) -> bool:
        if feed.spec.render is None:
            return True
        is_rows = feed.spec.treatment is ROWS
        try:
            html = await in_thread(feed.topic, feed.spec.render, feed.key, *([parts] if is_rows else []))
        except Exception:
            logger.exception("Could not render the live topic %s", feed.topic)
            feed.skip()
            return False
        if html is not None:
            (self._add if is_rows else self._send)(feed, html, started)
        return True

    def _add(self, feed: TopicLog, html: str, started: float) -> None:
        frame = encode("html", topic=feed.topic, html=html)
        feed.keep(f"rows-{next(_serial)}", frame)
        feed.tell(frame)

    def _send(self, feed: TopicLog, html: str, started: float) -> None:
        frame = encode("html", topic=feed.topic, html=html)
        last, feed.sent = feed.sent, Sent(html, started)
        feed.keep(f"crowd-{next(_serial)}", frame)
        if last is None or last.html != html:
            feed.tell(frame)
            return
        # A page that came since may have been rendered between two changes that cancel each other out.
        for socket in list(feed.sockets):
            if socket.joined.get(feed.topic, 0.0) > last.at:
                socket.put(frame)
