"""Coalescing of changes: each process renders a changed SHARED or ROWS topic at most once a second."""

import asyncio
import itertools
import logging
import time

from config.live.authorization import run_in_thread
from config.live.limits import limit
from config.live.protocol import encode
from config.live.topic_log import Rendered, TopicLog
from config.live.topics import ROWS

logger = logging.getLogger(__name__)
_serial = itertools.count()
_MAX_DOUBLINGS = 3  # of the pause after a failed render


class Coalescer:
    """Renders changed topics, the last change included, each in one thread at a time."""

    def __init__(self) -> None:
        self._dirty: dict[str, set[str]] = {}

    def mark_dirty(self, log: TopicLog, part: str = "") -> None:
        """Render a changed topic, or a part of it, now or as soon as its second is over."""
        if not log.sockets:
            log.skip()
            return
        self._dirty.setdefault(log.address, set()).add(part)
        if log.render_task is None:
            log.render_task = asyncio.create_task(self._render_until_clean(log))

    async def _render_until_clean(self, log: TopicLog) -> None:
        failures = 0
        try:
            while parts := self._dirty.pop(log.address, None):
                started = time.monotonic()
                is_rendered = await self._render(log, sorted(parts), started)
                failures = 0 if is_rendered else min(failures + 1, _MAX_DOUBLINGS)
                if failures and log.sockets:
                    # Without another try, these pages would stay outdated until the next change.
                    self._dirty.setdefault(log.address, set()).update(parts)
                await asyncio.sleep(started + limit("LIVE_SHARED_SECONDS") * 2**failures - time.monotonic())
        finally:
            log.render_task = None
            self._dirty.pop(log.address, None)

    async def _render(self, log: TopicLog, parts: list[str], started: float) -> bool:
        if log.topic.render is None:
            return True
        is_rows = log.topic.treatment is ROWS
        try:
            html = await run_in_thread(log.address, log.topic.render, log.key, *([parts] if is_rows else []))
        except Exception:
            logger.exception("Could not render the live topic %s", log.address)
            log.skip()
            return False
        if html is not None:
            self._send(log, html, started)
        return True

    def _send(self, log: TopicLog, html: str, started: float) -> None:
        frame = encode("html", topic=log.address, html=html)
        log.append(f"render-{next(_serial)}", frame)
        last, log.last_rendered = log.last_rendered, Rendered(html, started)
        if log.topic.treatment is ROWS or last is None or last.html != html:
            log.broadcast(frame)
            return
        # A page that subscribed since then may have been rendered between two changes that cancel each other out.
        for socket in list(log.sockets):
            if socket.subscribed_at.get(log.address, 0.0) > last.at:
                socket.send(frame)
