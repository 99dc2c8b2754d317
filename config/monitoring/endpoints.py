"""The monitoring endpoints `/healthz`, `/readyz` and `/metrics`, in front of gate and Django.

Probes come by address, unencrypted and during overload, past `ALLOWED_HOSTS`, https and the admission gate. Nothing in
the answers comes from the request.
"""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare

from config.monitoring.metrics import CONTENT_TYPE, Gate, render_metrics
from config.monitoring.readiness import Readiness
from config.monitoring.request_id import Application, Scope

Answer = tuple[int, str, bytes]
PLAIN, JSON = "text/plain; charset=utf-8", "application/json"


class MonitoringEndpoints:
    """Answers monitoring requests, and passes all others on to the site behind `gate`."""

    def __init__(self, site: Application, gate: Gate) -> None:
        self.site, self.gate = site, gate
        self.readiness = Readiness()
        self.pages = {"/healthz": self.healthz, "/readyz": self.readyz, "/metrics": self.metrics}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request, or pass it on."""
        page = self.pages.get(scope["path"])
        if page is None or scope["method"] not in {"GET", "HEAD"}:
            await self.site(scope, receive, send)
        else:
            await _send(send, await page(scope), with_body=scope["method"] == "GET")

    async def healthz(self, scope: Scope) -> Answer:
        """Report that this process is alive."""
        return HTTPStatus.OK, PLAIN, b"alive\n"

    async def readyz(self, scope: Scope) -> Answer:
        """Report the state of each part; 503 only without the database, for without the others the site sells."""
        look = await self.readiness.look()
        body = json.dumps({"status": look.status, "parts": look.parts}).encode()
        return HTTPStatus.SERVICE_UNAVAILABLE if look.status == "down" else HTTPStatus.OK, JSON, body

    async def metrics(self, scope: Scope) -> Answer:
        """Return the metrics to a client with the token, or without a configured token on a local site."""
        if not _may_read_figures(scope):
            return HTTPStatus.NOT_FOUND, PLAIN, b"Not found\n"
        return HTTPStatus.OK, CONTENT_TYPE, render_metrics(self.gate, await self.readiness.look())


def _may_read_figures(scope: Scope) -> bool:
    if not settings.METRICS_TOKEN:
        return bool(settings.IS_LOCAL)
    shown = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
    return any(constant_time_compare(value, f"Bearer {settings.METRICS_TOKEN}".encode()) for value in shown)


async def _send(send: Any, answer: Answer, *, with_body: bool) -> None:
    status, kind, body = answer
    fields = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body)), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body if with_body else b""})
