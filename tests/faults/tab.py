"""A page without a browser: it comes back, subscribes again and re-reads by the rules of static/js/live*.js."""

import asyncio
import json
import random
import time
from contextlib import suppress
from typing import Any

import httpx
from django.conf import settings
from django.core import signing
from django.test import Client
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from config.live import tokens
from marketplace.accounts.visitors import COOKIE, SALT, Visitor
from marketplace.models import User
from tests.site import Site

FIRST, LONGEST, STABLE = 0.5, 30.0, 10.0  # s, as in live-socket.js
SOON, SPREAD = 0.3, 5.0  # s, as in live.js


def create_session(user: User) -> str:
    """Return the key of a new session of a member's."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Tab:
    """A page with one topic; `shown` is the HTML of pushes and re-reads, in order of arrival.

    It is a guest's, or that of the member `user`. Without `src` it never re-reads. `opened` and `lost` are moments
    (monotonic seconds) of its socket, `pushed` the times of its pushes (Unix seconds).
    """

    def __init__(self, site: Site, topic: str, src: str | None = None, user: User | None = None) -> None:
        visitor = Visitor.new()
        self.site, self.topic, self.src = site, topic, src
        self.cookie = f"{COOKIE}={signing.TimestampSigner(salt=SALT).sign(visitor.key)}"
        session_key = create_session(user) if user else None
        if session_key:
            self.cookie += f"; {settings.SESSION_COOKIE_NAME}={session_key}"
        user_id = user.pk if user else None
        self.token = tokens.issue_token(topic, visitor=visitor.digest, user_id=user_id, session_key=session_key)
        self.socket: ClientConnection | None = None
        self.state, self.heard_at = "new", 0.0
        self.shown: list[str] = []
        self.states: list[str] = []
        self.pushed: list[float] = []
        self.opened: list[float] = []
        self.lost: list[float] = []
        self._reading: set[asyncio.Task[None]] = set()

    @property
    def is_live(self) -> bool:
        """Tell whether the server said that the topic is up to date, on a socket that is open."""
        return self.socket is not None and self.state == "live"

    async def live_on(self) -> None:
        """Keep the page open for ever."""
        attempts = 0
        while True:
            came = len(self.opened)
            with suppress(OSError, TimeoutError, WebSocketException):
                await self._visit()
            self.socket = None
            if len(self.opened) > came:
                self.lost.append(time.monotonic())
                attempts = 0 if self.lost[-1] - self.opened[-1] > STABLE else attempts
            await asyncio.sleep(random.random() * min(LONGEST, FIRST * 2**attempts))
            attempts += 1

    async def cut(self) -> None:
        """Lose the connection without a close frame."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def _visit(self) -> None:
        headers = {"Cookie": self.cookie, "Origin": self.site.origin}
        manner: dict[str, Any] = {"compression": None, "proxy": None, "ping_interval": None}
        async with connect(self.site.socket_url, additional_headers=headers, **manner) as self.socket:
            self.opened.append(time.monotonic())
            since = self.heard_at if self.state == "live" else 0
            await self._say("subscribe", tokens=[self.token], since=since)
            async for text in self.socket:
                await self._hear(json.loads(text))

    async def _say(self, kind: str, **fields: Any) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps({"kind": kind, **fields}))

    async def _hear(self, frame: dict[str, Any]) -> None:
        self.heard_at = frame.get("at", self.heard_at)
        match frame:
            case {"kind": "ping"}:
                await self._say("pong")
            case {"kind": "html", "html": html}:
                self.shown.append(html)
                self.pushed.append(time.time())
            case {"kind": "state"}:
                self._turn(frame.get("all") or frame["topics"][self.topic], SPREAD if "all" in frame else SOON)

    def _turn(self, state: str, within: float) -> None:
        self.state = state
        self.states.append(state)
        if state == "stale":
            task = asyncio.create_task(self._reread(SPREAD if len(self.opened) > 1 else within))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _reread(self, within: float) -> None:
        await asyncio.sleep(random.random() * within)
        if self.src is not None:
            async with httpx.AsyncClient(base_url=self.site.origin, verify=False, timeout=30) as web:
                answer = await web.get(self.src, headers={"Cookie": self.cookie, "HX-Request": "true"})
            if answer.status_code != 200:
                return
            self.shown.append(answer.text)
        self.state = "live" if self.state == "stale" else self.state
