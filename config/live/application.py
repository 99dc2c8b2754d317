"""The ASGI application for `/ws/`. It expects `scope["cookies"]`, and `scope["visitor"]` with a digest, or None."""

from typing import Any

from config.live.close_codes import POLICY_VIOLATION
from config.live.consumer import LiveConsumer
from config.live.origin import is_own_origin

_consumer = LiveConsumer.as_asgi()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve the websocket at `/ws/` to the site's own pages; refuse anything else before it is accepted."""
    if scope["path"] == "/ws/" and is_own_origin(scope["headers"]):
        await _consumer(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
