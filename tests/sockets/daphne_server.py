"""The site under Daphne in a thread of the test process. Twisted's reactor runs once, so it stays up till the end."""

import asyncio
import functools
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from config.live import hub, publisher
from tests.site import Site

T = TypeVar("T")
running: list[Any] = []


@functools.cache
def serve() -> Site:
    """Start the server, once for the process."""
    from config.asgi import application
    from config.server import MAX_MESSAGE_BYTES, SiteServer

    listening = threading.Event()

    class Announced(SiteServer):
        def listen_success(self, port: Any) -> None:
            """Note that the server has its port."""
            super().listen_success(port)
            listening.set()

    server = Announced(
        application,
        endpoints=["tcp:port=0:interface=127.0.0.1"],
        signal_handlers=False,
        websocket_max_message_size=MAX_MESSAGE_BYTES,
        websocket_max_frame_size=MAX_MESSAGE_BYTES,
    )
    running.append(server)
    threading.Thread(target=server.run, name="daphne", daemon=True).start()
    assert listening.wait(10), "Daphne did not start"
    return Site(server.listening_addresses[0][1])


def in_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `work` in the server's event loop and return its result."""
    from daphne.server import twisted_loop

    async def run() -> T:
        return await work()

    return asyncio.run_coroutine_threadsafe(run(), twisted_loop).result(10)


def listen_with_tls(pem: str) -> int:
    """Let the server listen on another port as well, with the key and certificate in a file; returns the port."""

    async def listen() -> int:
        from twisted.internet import reactor, ssl

        context = ssl.DefaultOpenSSLContextFactory(pem, pem)
        known: Any = reactor
        return int(known.listenSSL(0, running[0].http_factory, context, interface="127.0.0.1").getHost().port)

    return in_loop(listen)


def wait_for_redis() -> None:
    """Wait until the server's hub listens to Redis and everything published so far has left."""

    async def wait() -> None:
        while not hub.current_hub().subscriber.is_up:
            await asyncio.sleep(0.02)

    in_loop(wait)
    assert publisher.flush(10)


def stop_hub() -> None:
    """Let the server's hub go of its Redis."""

    async def stop() -> None:
        await hub.current_hub().stop()

    in_loop(stop)
