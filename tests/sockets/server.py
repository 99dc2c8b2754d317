"""The site under Daphne in a thread of the test process. Twisted's reactor runs once, so it stays up till the end."""

import asyncio
import functools
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from config.live import hub, publisher
from tests.site import Site

T = TypeVar("T")


@functools.cache
def serve() -> Site:
    """Start the server, once for the process."""
    from daphne.server import Server

    from config.asgi import application

    listening = threading.Event()

    class Announced(Server):  # type: ignore[misc]
        def listen_success(self, port: Any) -> None:
            """Note that the server has its port."""
            super().listen_success(port)
            listening.set()

    server = Announced(application, endpoints=["tcp:port=0:interface=127.0.0.1"], signal_handlers=False)
    threading.Thread(target=server.run, name="daphne", daemon=True).start()
    assert listening.wait(10), "Daphne did not start"
    return Site(server.listening_addresses[0][1])


def in_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `work` in the server's event loop and return what it returns."""
    from daphne.server import twisted_loop

    async def run() -> T:
        return await work()

    return asyncio.run_coroutine_threadsafe(run(), twisted_loop).result(10)


def wait_for_redis() -> None:
    """Wait until the server's hub listens to Redis and everything published so far has left."""

    async def wait() -> None:
        while not hub.current().is_up:
            await asyncio.sleep(0.02)

    in_loop(wait)
    assert publisher.flush(10)


def stop_hub() -> None:
    """Let the server's hub go of its Redis."""

    async def stop() -> None:
        await hub.current().stop()

    in_loop(stop)
