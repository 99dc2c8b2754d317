"""Crowd topics: each process renders a dirty one at most once a second and sends only what changed."""

import asyncio
import itertools
import logging
import time

from config.live.access import in_thread
from config.live.feeds import Feed, Sent
from config.live.frames import encode
from config.live.limits import limit

logger = logging.getLogger(__name__)
_serial = itertools.count()
_MOST_DOUBLINGS = 3  # of the pause between two tries to render what failed


class Crowd:
    """Renders dirty feeds, the last change included, one thread job at a time for each."""

    def __init__(self) -> None:
        self._dirty: set[str] = set()

    def mark(self, feed: Feed) -> None:
        """Note that `feed` changed; render it now, or as soon as its second is over."""
        if not feed.sockets:
            feed.skip()
            return
        self._dirty.add(feed.topic)
        if feed.render is None:
            feed.render = asyncio.create_task(self._keep_up(feed))

    async def _keep_up(self, feed: Feed) -> None:
        failures = 0
        try:
            while feed.topic in self._dirty:
                self._dirty.discard(feed.topic)
                started = time.monotonic()
                failures = 0 if await self._render(feed, started) else min(failures + 1, _MOST_DOUBLINGS)
                if failures and feed.sockets:
                    self._dirty.add(feed.topic)  # or these pages would stay as they are until the next change
                await asyncio.sleep(started + limit("LIVE_CROWD_SECONDS") * 2**failures - time.monotonic())
        finally:
            feed.render = None
            self._dirty.discard(feed.topic)

    async def _render(self, feed: Feed, started: float) -> bool:
        if feed.spec.render is None:
            return True
        try:
            html = await in_thread(feed.spec.render, feed.key)
        except Exception:
            logger.exception("Could not render the live topic %s", feed.topic)
            feed.skip()
            return False
        if html is not None:
            self._send(feed, html, started)
        return True

    def _send(self, feed: Feed, html: str, started: float) -> None:
        frame = encode("html", topic=feed.topic, html=html)
        last, feed.sent = feed.sent, Sent(html, started)
        if last is None or last.html != html:
            feed.keep(f"crowd-{next(_serial)}", frame)
            feed.tell(frame)
            return
        # A page that came since may have been rendered between two changes that cancel each other out.
        for socket in list(feed.sockets):
            if socket.joined.get(feed.topic, 0.0) > last.at:
                socket.put(frame)
