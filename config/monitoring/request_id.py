"""The request id: one word that all log lines about a request, a socket or a task have in common."""

import re
import secrets
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from django.conf import settings

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Coroutine[Any, Any, None]]

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the current request. It follows to threads and on-commit work by itself, and to tasks by a header."""
HEADER = b"x-request-id"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._-]{8,64}")


def assign_request_id(application: Application) -> Application:
    """Wrap an application so that each request and socket has an id; HTTP responses carry it in a header."""

    async def identified(scope: Scope, receive: Any, send: Any) -> None:
        if "headers" not in scope:
            await application(scope, receive, send)
            return
        known = _proxy_request_id(scope) or secrets.token_hex(8)
        request_id.set(known)
        await application(scope, receive, _add_header(send, known) if scope["type"] == "http" else send)

    return identified


def _proxy_request_id(scope: Scope) -> str:
    """Return the id of the proxy; one from anybody else could be another request's, or break a log."""
    if settings.BEHIND_PROXY:
        for name, value in scope["headers"]:
            if name.lower() == HEADER and _WELL_FORMED.fullmatch(value):
                return str(value.decode())
    return ""


def _add_header(send: Any, known: str) -> Any:
    async def stamp(event: Scope) -> None:
        if event["type"] == "http.response.start":
            event = {**event, "headers": [*event.get("headers", []), (HEADER, known.encode())]}
        await send(event)

    return stamp
