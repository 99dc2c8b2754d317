"""The ASGI application for `/ws/`. It expects `scope["cookies"]`, and `scope["visitor"]` with a digest, or None."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from config.live.consumer import LiveConsumer
from config.live.protocol import POLICY_VIOLATION

_consumer = LiveConsumer.as_asgi()
_PORTS = {"http": 80, "https": 443}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve the websocket at `/ws/` to the site's own pages; refuse anything else before it is accepted."""
    if scope["path"] == "/ws/" and is_own_origin(scope["headers"]):
        await _consumer(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def is_own_origin(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether the one Origin header is an origin of the site; none or null is not (cross-site hijacking)."""
    origins = [value for name, value in headers if name.lower() == b"origin"]
    asked = _origin_parts(origins[0].decode("latin1")) if len(origins) == 1 else None
    return asked is not None and asked in {_origin_parts(origin) for origin in settings.SITE_ORIGINS}


def _origin_parts(origin: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(origin)
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError):
        return None
    extra = parts.path or parts.query or parts.fragment or parts.username
    return None if extra or not parts.hostname else (parts.scheme, parts.hostname, port)
