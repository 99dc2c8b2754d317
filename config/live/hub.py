"""The hub of each process, between the subscription to Redis and the process's own sockets."""

import asyncio
import contextvars
import logging
import weakref
from typing import Any

from config.live import protocol
from config.live.coalescing import Coalescer
from config.live.limits import ConnectionLimiter, limit
from config.live.protocol import CUT
from config.live.redis_subscriber import RedisSubscriber
from config.live.sockets import Socket
from config.live.tokens import Claim
from config.live.topic_log import TopicLog
from config.live.topics import CONTROL, STATE

logger = logging.getLogger(__name__)
_SECOND_LOOK_SECONDS = 1.0
_SPREAD_SECONDS = 5.0  # of authorizations when Redis is back, to spare the database


class Hub:
    """Subscribes to a topic when its first local socket does, and sends each frame to the topic's local sockets."""

    def __init__(self) -> None:
        self.connections = ConnectionLimiter()
        self.sockets: set[Socket] = set()
        self.logs: dict[str, TopicLog] = {}
        self._coalescer = Coalescer()
        self.subscriber = RedisSubscriber(
            lambda: [CONTROL, *self.logs], on_message=self.handle_message, on_change=self._handle_change
        )
        self._tasks = {asyncio.create_task(self.subscriber.run())}

    async def subscribe(self, socket: Socket, claims: list[Claim], since: float) -> dict[str, str]:
        """Subscribe `socket`, replay the frames missed `since` (Unix seconds, or 0), and return each topic's state."""
        logs = {claim: self._open_log(claim.address) for claim in claims}
        for log in logs.values():
            log.subscribing += 1
        try:
            await asyncio.gather(*(self.subscriber.subscribe(claim.address) for claim in claims))
            # No await from here until the page gets the states: a frame about all topics, sent when Redis goes, must
            # come after them.
            return {claim.address: self._add_socket(log, socket, claim, since) for claim, log in logs.items()}
        finally:
            for log in logs.values():
                log.subscribing -= 1
                self._drop_log_later(log)

    def _add_socket(self, log: TopicLog, socket: Socket, claim: Claim, since: float) -> str:
        if socket.closing is not None:
            return protocol.GONE
        is_again = socket in log.sockets
        log.sockets.add(socket)
        socket.add_claim(claim)
        if not self.subscriber.is_subscribed(log.address):
            return protocol.DEGRADED
        log.start()
        return self._replay(log, socket, max(claim.rendered, min(since, protocol.now())), is_again)

    def _replay(self, log: TopicLog, socket: Socket, moment: float, is_again: bool) -> str:
        moment -= limit("LIVE_SLACK_SECONDS")
        # A socket that was subscribed all along missed no frame, but its page may have just re-read a partial that is
        # older than a frame sent meanwhile. Nudges are not repeated: each would cause the next re-read.
        missed = log.logged_since(moment) if is_again else log.all_since(moment)
        for frame in [] if missed is None or (is_again and log.topic.treatment is STATE) else missed:
            socket.send(frame)
        return protocol.STALE if missed is None else protocol.LIVE

    def unsubscribe(self, socket: Socket, address: str) -> None:
        """Unsubscribe `socket` from a topic."""
        socket.remove_claim(address)
        log = self.logs.get(address)
        if log is not None and socket in log.sockets:
            log.sockets.discard(socket)
            self._drop_log_later(log)

    def remove(self, socket: Socket) -> None:
        """Forget `socket`."""
        self.sockets.discard(socket)
        for address in list(socket.claims):
            self.unsubscribe(socket, address)

    def _open_log(self, address: str) -> TopicLog:
        log = self.logs.get(address)
        if log is None:
            log = self.logs[address] = TopicLog(address)
        if log.drop_timer is not None:
            log.drop_timer.cancel()
            log.drop_timer = None
        return log

    def _drop_log_later(self, log: TopicLog) -> None:
        if log.is_idle and log.drop_timer is None:
            drop = lambda: self._start_task(self._drop_log(log))  # noqa: E731
            log.drop_timer = asyncio.get_running_loop().call_later(limit("LIVE_LINGER_SECONDS"), drop)

    async def _drop_log(self, log: TopicLog) -> None:
        if log.is_idle and self.logs.get(log.address) is log:
            del self.logs[log.address]
            await self.subscriber.unsubscribe(log.address)

    def handle_message(self, message: dict[str, Any]) -> None:
        """Carry out a message of a publisher."""
        log = self.logs.get(message.get("topic", ""))
        match message:
            case {"type": "frame"} if log and log.append(message["id"], message["frame"]):
                log.broadcast(message["frame"], exclude=message.get("besides"))
            case {"type": "dirty"} if log:
                self._coalescer.mark_dirty(log, message.get("part", ""))
            case {"type": "stale"} if log:
                log.clear()
                log.start()
                log.broadcast(protocol.states({log.address: protocol.STALE}))
            case {"type": "many", "many": messages, "id": number}:
                for place, each in enumerate(messages):
                    self.handle_message(each | {"id": f"{number}.{place}"})
            case {"type": "cut"}:
                self._close_sockets(message)
                # A page may have come back between this message and the moment its session was really gone.
                by_session = message | {"user_id": None, "visitor": None}
                asyncio.get_running_loop().call_later(_SECOND_LOOK_SECONDS, self._close_sockets, by_session)
            case {"type": "recheck", "user_id": user_id}:
                self._recheck_sockets(user_id)
                # A subscription may be under way that was allowed before this message.
                asyncio.get_running_loop().call_later(_SECOND_LOOK_SECONDS, self._recheck_sockets, user_id)

    def _close_sockets(self, message: dict[str, Any]) -> None:
        for socket in list(self.sockets):
            if socket.belongs_to(message["user_id"], message["session"], message["visitor"]):
                socket.close(CUT)

    def _recheck_sockets(self, user_id: int) -> None:
        for socket in [socket for socket in self.sockets if user_id in socket.member_ids]:
            socket.recheck()

    def _handle_change(self, is_up: bool) -> None:
        for log in self.logs.values():
            log.clear()
            if is_up:
                log.start()
        frame = protocol.encode("state", all=protocol.STALE if is_up else protocol.DEGRADED)
        for socket in [socket for socket in self.sockets if socket.claims]:
            socket.send(frame)
            if is_up:
                socket.recheck(within=_SPREAD_SECONDS)  # a missed message may have been a cut

    def _start_task(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End the hub's own tasks, for loops that end before their process."""
        # One cancel is not enough: the layer may be cancelling its own reader, and takes ours for that reader's.
        for _ in range(20):
            if running := [task for task in self._tasks if not task.done()]:
                for task in running:
                    task.cancel()
                await asyncio.wait(running, timeout=0.1)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def current_hub() -> Hub:
    """Return the hub of the running event loop, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        # The hub outlives the connection that first needs it: that connection's request id must not stick to it.
        _hubs[loop] = contextvars.Context().run(Hub)
    return _hubs[loop]
