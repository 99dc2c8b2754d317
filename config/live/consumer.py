"""The consumer at `/ws/`, without a channel layer of its own."""

import asyncio
import contextlib
import logging
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings

from config.live import authorization, protocol, tokens
from config.live.daphne_limits import correct_daphne
from config.live.fast_writer import EXTENSION
from config.live.hub import current_hub
from config.live.limits import TokenBucket, limit
from config.live.protocol import NO_VISITOR, POLICY_VIOLATION, SERVICE_RESTART, TOO_MANY_SOCKETS
from config.live.sockets import Socket
from config.live.tokens import Claim
from config.live.topics import find_topic

logger = logging.getLogger(__name__)

_CLOSE_FRAME_SECONDS = 0.1
correct_daphne()


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """Subscribes a page by its tokens, and relays its small signals."""

    channel_layer_alias = ""
    socket: Socket | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection until it is over."""
        self.hub = current_hub()
        self.frames = TokenBucket(limit("LIVE_BUCKET_SIZE"), limit("LIVE_BUCKET_RATE"))
        self.offences = TokenBucket(limit("LIVE_OFFENCES"), 1 / 60)
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await send({"type": "websocket.close", "code": SERVICE_RESTART})
                await asyncio.sleep(_CLOSE_FRAME_SECONDS)  # the server stops its loop right after, written or not
            raise
        finally:
            self._disconnect()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one event of the connection; the base class would close database connections in a thread first."""
        match message["type"]:
            case "websocket.connect":
                await self._connect()
            case "websocket.receive" if self.socket is not None and self.socket.closing is None:
                await self._handle_frame(self.socket, message.get("text"))
            case "websocket.disconnect":
                raise StopConsumer

    async def _connect(self) -> None:
        await self.send({"type": "websocket.accept"})
        visitor, cookies = self.scope["visitor"], self.scope["cookies"]
        self.ip_address = (self.scope.get("client") or [None])[0]
        if visitor is None:
            await self.send({"type": "websocket.close", "code": NO_VISITOR})
        elif not self.hub.connections.admit(visitor.digest, self.ip_address):
            await self.send({"type": "websocket.close", "code": TOO_MANY_SOCKETS})
        else:
            session_key = cookies.get(settings.SESSION_COOKIE_NAME)
            fast_writer = self.scope.get("extensions", {}).get(EXTENSION)
            self.socket = Socket(self.send, self._unsubscribe, visitor.digest, session_key, fast_writer)
            self.hub.sockets.add(self.socket)

    def _unsubscribe(self, address: str) -> None:
        if self.socket is not None:
            self.hub.unsubscribe(self.socket, address)

    def _disconnect(self) -> None:
        if self.socket is not None:
            self.hub.remove(self.socket)
            self.hub.connections.release(self.socket.visitor, self.ip_address)
            self.socket.stop()

    async def _handle_frame(self, socket: Socket, text: str | None) -> None:
        if not self.frames.take():
            self._reject_frame(socket, "too fast")
            return
        match protocol.decode(text, limit("LIVE_FRAME_BYTES")):
            case protocol.Malformed(reason):
                self._reject_frame(socket, reason)
            case protocol.Subscribe(page_tokens, since):
                await self._subscribe(socket, page_tokens, since)
            case protocol.Unsubscribe(addresses):
                for address in addresses:
                    self.hub.unsubscribe(socket, address)
            case protocol.Signal(address, data):
                await self._relay_signal(socket, address, data)
            case protocol.Heartbeat(asks):
                socket.mark_answered()
                if asks:
                    socket.send(protocol.encode("pong", at=protocol.now()))

    def _reject_frame(self, socket: Socket, reason: str) -> None:
        socket.send(protocol.encode("error", reason=reason))
        if not self.offences.take():
            socket.close(POLICY_VIOLATION)

    async def _subscribe(self, socket: Socket, page_tokens: list[str], since: float) -> None:
        states: dict[str, str] = {}
        claims: dict[str, Claim] = {}
        for token in page_tokens:
            address = token.partition(":")[0]
            try:
                claims[address] = tokens.read_token(token, socket.visitor)
            except tokens.InvalidTokenError:
                states[address] = protocol.GONE
        self._enforce_topic_limit(socket, claims, states)
        private = [claim for claim in claims.values() if authorization.needs_check(claim)]
        states |= await authorization.find_refusals(socket.visitor, private, socket.session_key)
        allowed = [claim for address, claim in claims.items() if address not in states]
        states |= await self.hub.subscribe(socket, allowed, since)
        socket.report_presence(allowed)
        socket.send(protocol.states(states))

    def _enforce_topic_limit(self, socket: Socket, claims: dict[str, Claim], states: dict[str, str]) -> None:
        free = int(limit("LIVE_MAX_TOPICS")) - len(socket.claims)
        new = [address for address in claims if address not in socket.claims]
        for address in new[max(free, 0) :]:
            states[address] = protocol.TOO_MANY
            del claims[address]

    async def _relay_signal(self, socket: Socket, address: str, data: Any) -> None:
        claim = socket.claims.get(address)
        topic, key = find_topic(address) if claim is not None else (None, "")
        if claim is None or topic is None or topic.on_signal is None:
            self._reject_frame(socket, "no signals here")
            return
        try:
            relayed = await authorization.run_in_thread(socket.visitor, topic.on_signal, claim.subscriber, key, data)
        except Exception:
            logger.exception("Could not take a signal for the live topic %s", address)
            return
        if relayed is not None:
            topic.relay(key, relayed, exclude=socket.name)
