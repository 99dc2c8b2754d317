"""A stand-in for Stripe over HTTP: its API for the site, and its hosted page for the buyer's browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.marketplace.stripe.events import make_event, sign_body
from tests.marketplace.stripe.fake_api import FakeStripe
from tests.site import Site

HOSTED = """<!doctype html><html lang="en"><title>Checkout</title><link rel="icon" href="data:,">
<h1>Pay {amount} {currency}</h1>
<form method="post"><button>Pay at the stand-in</button></form><a href="{cancel_url}">Back to the shop</a></html>"""


class StandIn(ThreadingHTTPServer):
    """The provider's books behind a port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.provider = FakeStripe(hosted=f"{self.origin}/c/pay/")

    def tell(self, site: Site, kind: str, payload: dict[str, Any], **how: Any) -> int:
        """Deliver an event to the site, signed as `sign_body` does; returns the status it was answered."""
        body = make_event(kind, payload)
        headers = {"Stripe-Signature": sign_body(body, **how), "Content-Type": "application/json"}
        return httpx.post(f"{site.origin}/payments/stripe/", content=body, headers=headers, timeout=30).status_code


class Handler(BaseHTTPRequestHandler):
    """One request to the fake Stripe."""

    server: StandIn

    def do_GET(self) -> None:
        """Show the hosted page, or answer the API."""
        if not self.path.startswith("/c/pay/"):
            self._call("get", None)
            return
        session = self._session
        page = HOSTED.format(
            amount=session["amount_total"], currency=session["currency"], cancel_url=session["cancel_url"]
        )
        self._answer(200, page, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Take the buyer's money and send them back, or answer the API."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if not self.path.startswith("/c/pay/"):
            self._call("post", body)
            return
        session = self._session
        self.server.provider.pay(list(self.server.provider.sessions.values()).index(session))
        self.send_response(303)
        self.send_header("Location", session["success_url"])
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    @property
    def _session(self) -> dict[str, Any]:
        return self.server.provider.sessions[self.path.removeprefix("/c/pay/")]

    def _call(self, method: str, body: str | None) -> None:
        payload, status, _ = self.server.provider.request(method, self.path, self.headers, body)
        self._answer(status, payload, "application/json")

    def _answer(self, status: int, body: str, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Run a fake Stripe until the block ends."""
    with StandIn() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
