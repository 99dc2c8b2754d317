"""The live wire: what the server knows reaches every page that shows it, and nobody who may not see it.

An app declares its topics in its `live` module (`Topic`), prints `{% live_topic %}` in the partial that shows one, and
calls `push` when it changed; `git grep live.push` is the map of everything live. `application` is the ASGI
application for `/ws/`; it expects `scope["cookies"]`, and `scope["visitor"]` with a digest, or None.
"""

from typing import Any

from config.live.doors import cut, push, push_many, recheck
from config.live.publisher import flush
from config.live.topics import CROWD, EPHEMERAL, FACT, ROWS, STATE, Asker, Topic

__all__ = [
    "CROWD",
    "EPHEMERAL",
    "FACT",
    "ROWS",
    "STATE",
    "Asker",
    "Topic",
    "application",
    "connect",
    "cut",
    "flush",
    "push",
    "push_many",
    "recheck",
]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve the websocket at `/ws/` to the site's own pages; refuse anything else before it is accepted."""
    from config.live.consumer import LiveConsumer
    from config.live.origin import is_own

    if scope["path"] == "/ws/" and is_own(scope["headers"]):
        await LiveConsumer.as_asgi()(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008})


def connect() -> None:
    """Listen to sign-outs and new passwords; called once when the apps are ready."""
    from config.live import sessions  # noqa: F401
