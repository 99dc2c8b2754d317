"""The hub: one for each process, between the line to Redis and the process's own sockets."""

import asyncio
import contextvars
import logging
import weakref
from typing import Any

from config.live import protocol
from config.live.close_codes import CUT
from config.live.coalescing import Coalescer
from config.live.limits import ConnectionLimiter, limit
from config.live.redis_subscriber import RedisSubscriber
from config.live.sockets import Socket
from config.live.tokens import Claim
from config.live.topic_log import TopicLog
from config.live.topics import CONTROL, STATE

logger = logging.getLogger(__name__)
_AGAIN_SECONDS = 1.0
_SPREAD_SECONDS = 5.0  # over which sockets are re-checked when Redis is back, for the database's sake


class Hub:
    """Joins a topic when its first local socket does and hands each published frame to the topic's local sockets."""

    def __init__(self) -> None:
        self.connections = ConnectionLimiter()
        self.sockets: set[Socket] = set()
        self._feeds: dict[str, TopicLog] = {}
        self._coalescer = Coalescer()
        self._subscriber = RedisSubscriber(lambda: [CONTROL, *self._feeds], self._heard, self._turned)
        self._tasks = {asyncio.create_task(self._subscriber.run())}

    @property
    def is_up(self) -> bool:
        """Tell whether Redis is listened to."""
        return self._subscriber.is_up

    @property
    def lag(self) -> float | None:
        """Return how many seconds the last ping to ourselves took through Redis; None before the first."""
        return self._subscriber.lag

    @property
    def topics(self) -> int:
        """Return how many topics are carried."""
        return len(self._feeds)

    # Sockets --------------------------------------------------------------------------------------------------

    async def subscribe(self, socket: Socket, claims: list[Claim], since: float) -> dict[str, str]:
        """Let `socket` hear the topics of `claims` and what it missed; return the state each is in for it.

        `since`: Unix seconds up to which the page has heard everything, 0 if it only knows what it was rendered with.
        """
        feeds = {claim: self._feed(claim.topic) for claim in claims}
        for feed in feeds.values():
            feed.joining += 1
        try:
            await asyncio.gather(*(self._subscriber.join(claim.topic) for claim in claims))
            # No await from here until the page is told: what is said of all topics when Redis goes must come after.
            return {claim.topic: self._welcome(feed, socket, claim, since) for claim, feed in feeds.items()}
        finally:
            for feed in feeds.values():
                feed.joining -= 1
                self._release(feed)

    def _welcome(self, feed: TopicLog, socket: Socket, claim: Claim, since: float) -> str:
        if socket.closing is not None:
            return protocol.GONE
        again = socket in feed.sockets
        feed.sockets.add(socket)
        socket.hold(claim)
        if not self._subscriber.carries(feed.topic):
            return protocol.DEGRADED
        feed.carry()
        return self._catch_up(feed, socket, max(claim.rendered, min(since, protocol.now())), again)

    def _catch_up(self, feed: TopicLog, socket: Socket, moment: float, again: bool) -> str:
        moment -= limit("LIVE_SLACK_SECONDS")
        # A socket that listened all along has missed nothing, but the partial it just re-read may be older than what
        # it was sent meanwhile. Nudges are not repeated: each would cause the next re-read.
        missed = feed.kept_since(moment) if again else feed.since(moment)
        for frame in [] if missed is None or (again and feed.spec.treatment is STATE) else missed:
            socket.put(frame)
        return protocol.STALE if missed is None else protocol.LIVE

    def unsubscribe(self, socket: Socket, topic: str) -> None:
        """Let `socket` hear no more of `topic`."""
        socket.drop(topic)
        feed = self._feeds.get(topic)
        if feed is not None and socket in feed.sockets:
            feed.sockets.discard(socket)
            self._release(feed)

    def remove(self, socket: Socket) -> None:
        """Forget `socket`: its connection is over."""
        self.sockets.discard(socket)
        for topic in list(socket.claims):
            self.unsubscribe(socket, topic)

    def _feed(self, topic: str) -> TopicLog:
        feed = self._feeds.get(topic)
        if feed is None:
            feed = self._feeds[topic] = TopicLog(topic)
        if feed.linger is not None:
            feed.linger.cancel()
            feed.linger = None
        return feed

    def _release(self, feed: TopicLog) -> None:
        if feed.is_idle and feed.linger is None:
            loop = asyncio.get_running_loop()
            feed.linger = loop.call_later(limit("LIVE_LINGER_SECONDS"), lambda: self._start(self._drop(feed)))

    async def _drop(self, feed: TopicLog) -> None:
        if feed.is_idle and self._feeds.get(feed.topic) is feed:
            del self._feeds[feed.topic]
            await self._subscriber.leave(feed.topic)

    # What Redis says ------------------------------------------------------------------------------------------

    def _heard(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "cut"}:
                self._cut(message)
                # A page may have come back between the cut and the moment its session was really gone.
                again = message | {"user_id": None, "visitor": None}
                asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._cut, again)
            case {"type": "recheck", "user_id": user_id}:
                self._recheck(user_id)
                # A page may be about to listen, by a leave that was given before.
                asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._recheck, user_id)
            case {"many": many, "id": number}:
                for place, each in enumerate(many):
                    self._heard(each | {"id": f"{number}.{place}"})
            case {"topic": topic} if feed := self._feeds.get(topic):
                self._pass_on(feed, message)

    def _pass_on(self, feed: TopicLog, message: dict[str, Any]) -> None:
        match message["type"]:
            case "frame" if feed.keep(message["id"], message["frame"]):
                feed.tell(message["frame"], besides=message.get("besides"))
            case "dirty":
                self._coalescer.mark(feed, message.get("part", ""))
            case "stale":
                feed.forget()
                feed.carry()
                feed.tell(protocol.states({feed.topic: protocol.STALE}))

    def _cut(self, whom: dict[str, Any]) -> None:
        for socket in list(self.sockets):
            if socket.is_of(whom["user_id"], whom["session"], whom["visitor"]):
                socket.close(CUT)

    def _recheck(self, user_id: int) -> None:
        for socket in [socket for socket in self.sockets if user_id in socket.members]:
            socket.recheck()

    def _turned(self, up: bool) -> None:
        for feed in self._feeds.values():
            feed.forget()
            if up:
                feed.carry()
        news = protocol.encode("state", all=protocol.STALE if up else protocol.DEGRADED)
        for socket in [socket for socket in self.sockets if socket.claims]:
            socket.put(news)
            if up:
                socket.recheck(within=_SPREAD_SECONDS)  # a cut may have been among what was missed

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End the hub's own tasks, for loops that end before their process."""
        # Once is not enough: the layer takes a cancel that comes while it cancels its own reader for that reader's.
        for _ in range(20):
            if running := [task for task in self._tasks if not task.done()]:
                for task in running:
                    task.cancel()
                await asyncio.wait(running, timeout=0.1)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def current() -> Hub:
    """Return the hub of the running event loop, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        # It outlives the connection that happens to need it first, whose request id must not stick to it.
        _hubs[loop] = contextvars.Context().run(Hub)
    return _hubs[loop]
