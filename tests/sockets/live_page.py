"""A page as the live wire sees it: cookies, an origin, tokens and one socket."""

import json
import time
from contextlib import ExitStack
from typing import Any

from django.core import signing
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from config.live import tokens
from marketplace.accounts.visitors import COOKIE, SALT, Visitor
from tests.site import Site


class Page:
    """An open page: `listen` to topics, `hear` the frames in order."""

    def __init__(
        self, site: Site, visitor: Visitor | None, session_key: str | None = None, *, origin: str | None = "own"
    ) -> None:
        self.visitor, self.session_key = visitor, session_key
        cookies = {"sessionid": session_key} if session_key else {}
        if visitor is not None:
            cookies[COOKIE] = signing.TimestampSigner(salt=SALT).sign(visitor.key)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if origin is not None:
            headers["Origin"] = site.origin if origin == "own" else origin
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(site.socket_url, additional_headers=headers, compression=None, proxy=None, ping_interval=None)
        )

    def token(self, topic: str, user_id: int | None = None) -> str:
        """Return the token that this page's partial would carry."""
        assert self.visitor is not None
        return tokens.issue_token(topic, visitor=self.visitor.digest, user_id=user_id, session_key=self.session_key)

    def say(self, kind: str, **fields: Any) -> None:
        """Send a frame."""
        self.socket.send(json.dumps({"kind": kind, **fields}))

    def listen(self, *topics: str, user_id: int | None = None, since: float = 0) -> dict[str, str]:
        """Subscribe to topics and return the state of each."""
        return self.show(*(self.token(topic, user_id) for topic in topics), since=since)

    def show(self, *shown: str, since: float = 0) -> dict[str, str]:
        """Subscribe with tokens and return the state of each topic."""
        self.say("subscribe", tokens=shown, since=since)
        return self.hear("state")["topics"]

    def hear(self, kind: str | None = None, timeout: float = 3) -> dict[str, Any]:
        """Return the next frame, or the next one of a kind. Raises TimeoutError if none comes."""
        deadline = time.monotonic() + timeout
        while True:
            frame = json.loads(self.socket.recv(timeout=max(0, deadline - time.monotonic())))
            if kind in (None, frame["kind"]):
                return frame

    def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Return whether no frame but heartbeats arrives within `seconds`."""
        try:
            while self.hear(timeout=seconds)["kind"] == "ping":
                pass
        except TimeoutError:
            return True
        return False

    def close_code(self, timeout: float = 3) -> int:
        """Wait until the server closes and return its code. Raises TimeoutError if it does not."""
        try:
            while True:
                self.socket.recv(timeout=timeout)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            return closed.rcvd.code

    def leave(self) -> None:
        """Close the page."""
        self._open.close()
