"""The consumer at `/ws/`: the only one, without a channel layer of its own and without a thread hop per frame."""

import asyncio
import contextlib
import logging
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings

from config.live import authorization, hub, protocol, tokens
from config.live.close_codes import CROWDED, NOBODY, OFFENDER, RESTART, teach_daphne
from config.live.fast_writer import EXTENSION
from config.live.frame_rate_limit import cut_floods
from config.live.limits import Bucket, limit
from config.live.message_size import bound_incoming
from config.live.sockets import Socket
from config.live.tokens import Claim
from config.live.topics import find

logger = logging.getLogger(__name__)

_LAST_WORD_SECONDS = 0.1
teach_daphne()
cut_floods()
bound_incoming()


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """Lets a page subscribe with its tokens and passes its small signals on."""

    channel_layer_alias = ""
    socket: Socket | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection until it is over."""
        self.hub = hub.current()
        self.bucket = Bucket(limit("LIVE_BUCKET_SIZE"), limit("LIVE_BUCKET_RATE"))
        self.patience = Bucket(limit("LIVE_OFFENCES"), 1 / 60)
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await send({"type": "websocket.close", "code": RESTART})
                await asyncio.sleep(_LAST_WORD_SECONDS)  # the server stops its loop right after, written or not
            raise
        finally:
            self._leave()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one event of the connection. (The base class would close database connections in a thread first.)"""
        match message["type"]:
            case "websocket.connect":
                await self._open()
            case "websocket.receive" if self.socket is not None and self.socket.closing is None:
                await self._receive(self.socket, message.get("text"))
            case "websocket.disconnect":
                raise StopConsumer

    # Coming and going -----------------------------------------------------------------------------------------

    async def _open(self) -> None:
        await self.send({"type": "websocket.accept"})
        visitor, cookies = self.scope["visitor"], self.scope["cookies"]
        self.address = (self.scope.get("client") or [None])[0]
        if visitor is None:
            await self.send({"type": "websocket.close", "code": NOBODY})
        elif not self.hub.connections.admit(visitor.digest, self.address):
            await self.send({"type": "websocket.close", "code": CROWDED})
        else:
            session_key = cookies.get(settings.SESSION_COOKIE_NAME)
            direct = self.scope.get("extensions", {}).get(EXTENSION)
            self.socket = Socket(self.send, self._drop, visitor.digest, session_key, direct)
            self.hub.sockets.add(self.socket)

    def _drop(self, topic: str) -> None:
        if self.socket is not None:
            self.hub.unsubscribe(self.socket, topic)

    def _leave(self) -> None:
        if self.socket is not None:
            self.hub.remove(self.socket)
            self.hub.connections.release(self.socket.visitor, self.address)
            self.socket.stop()

    # What the page says ---------------------------------------------------------------------------------------

    async def _receive(self, socket: Socket, text: str | None) -> None:
        if not self.bucket.take():
            self._object(socket, "too fast")
            return
        match protocol.decode(text, limit("LIVE_FRAME_BYTES")):
            case protocol.Malformed(reason):
                self._object(socket, reason)
            case protocol.Subscribe(shown, since):
                await self._subscribe(socket, shown, since)
            case protocol.Unsubscribe(topics):
                for topic in topics:
                    self.hub.unsubscribe(socket, topic)
            case protocol.Signal(topic, data):
                await self._signal(socket, topic, data)
            case protocol.Beat(asks):
                socket.heard()
                if asks:
                    socket.put(protocol.encode("pong", at=protocol.now()))

    def _object(self, socket: Socket, reason: str) -> None:
        socket.put(protocol.encode("error", reason=reason))
        if not self.patience.take():
            socket.close(OFFENDER)

    async def _subscribe(self, socket: Socket, shown: list[str], since: float) -> None:
        states: dict[str, str] = {}
        claims: dict[str, Claim] = {}
        for token in shown:
            topic = token.partition(":")[0]
            try:
                claims[topic] = tokens.read(token, socket.visitor)
            except tokens.GoneError:
                states[topic] = protocol.GONE
        self._keep_to_limit(socket, claims, states)
        private = [claim for claim in claims.values() if authorization.needs_check(claim)]
        states |= await authorization.refusals(socket.visitor, private, socket.session_key)
        allowed = [claim for topic, claim in claims.items() if topic not in states]
        states |= await self.hub.subscribe(socket, allowed, since)
        socket.present(allowed)
        socket.put(protocol.states(states))

    def _keep_to_limit(self, socket: Socket, claims: dict[str, Claim], states: dict[str, str]) -> None:
        free = int(limit("LIVE_MAX_TOPICS")) - len(socket.claims)
        new = [topic for topic in claims if topic not in socket.claims]
        for topic in new[max(free, 0) :]:
            states[topic] = protocol.TOO_MANY
            del claims[topic]

    async def _signal(self, socket: Socket, topic: str, data: Any) -> None:
        claim = socket.claims.get(topic)
        declared, key = find(topic) if claim is not None else (None, "")
        if claim is None or declared is None or declared.on_signal is None:
            self._object(socket, "no signals here")
            return
        try:
            relayed = await authorization.in_thread(socket.visitor, declared.on_signal, claim.subscriber, key, data)
        except Exception:
            logger.exception("Could not take a signal for the live topic %s", topic)
            return
        if relayed is not None:
            declared.relay(key, relayed, besides=socket.name)
