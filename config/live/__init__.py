r"""The live wire: what the server knows reaches every page that shows it, and nobody who may not see it.

An app declares its topics in its module `topics`, prints `{% live_topic %}` in the partial that shows one, and calls
`topics.<name>.push(...)` after a change: `git grep -E "topics\.\w+\.push"` lists everything live. `application` is the
ASGI application for `/ws/`; it expects `scope["cookies"]`, and `scope["visitor"]` with a digest, or None.
"""

from typing import Any

from config.live.control import cut_sockets, recheck_sockets
from config.live.publisher import flush
from config.live.topics import EPHEMERAL, FACT, ROWS, SHARED, STATE, Change, Subscriber, Topic, push_many, registry

__all__ = [
    "EPHEMERAL",
    "FACT",
    "ROWS",
    "SHARED",
    "STATE",
    "Change",
    "Subscriber",
    "Topic",
    "application",
    "connect",
    "cut_sockets",
    "flush",
    "push_many",
    "recheck_sockets",
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
    """Check all topics, and listen to sign-outs and new passwords; called once when the apps are ready.

    Raises ImproperlyConfigured for a topic whose functions are missing.
    """
    from config.live import sessions  # noqa: F401

    for topic in registry.values():
        topic.check()
