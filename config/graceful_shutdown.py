"""Graceful shutdown of a web process: it closes its sockets at once, and finishes its requests."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from config.http_limits import LimitedChannel

PATIENCE = 8.0  # s for requests at work; docker-compose.yml must grant a few more
MOST_WAITING = 1024  # connections that the kernel has accepted for this process; the server's backlog is as long
QUIET = 0.2  # s without a request, after which none is on its way and the last response has left
LOOK = 0.02  # s between two looks at the requests

# By protocol. A connection that is about to close has no application.
Connections = dict[Any, dict[str, Any]]


async def shut_down(listeners: "Iterable[Deferred[Any]]", connections: Connections) -> None:
    """Return when the remaining connections can be cut without harm."""
    for listener in listeners:
        listener.addCallback(_stop_listening)
    sockets = _running(connections, of_sockets=True).values()
    for socket in sockets:
        socket.cancel()
    await _finish_requests(connections)
    requests = _running(connections, of_sockets=False).values()
    for request in requests:
        request.cancel()
    await asyncio.gather(*sockets, *requests, return_exceptions=True)


def _stop_listening(port: Any) -> Any:
    if port is None:
        return None
    # The kernel would cut off those that it has accepted already, and a proxy does not send a form twice.
    port.numberAccepts = MOST_WAITING
    port.doRead()
    return port.stopListening()


async def _finish_requests(connections: Connections) -> None:
    end = time.monotonic() + PATIENCE
    quiet_looks = 0
    # Looks are counted, not seconds: on a busy machine, requests may arrive unseen during one long pause.
    while quiet_looks < QUIET / LOOK and time.monotonic() < end:
        quiet_looks += 1
        for request in _running(connections, of_sockets=False):
            quiet_looks = 0
            if request.channel is not None:
                request.channel.persistent = False  # a proxy would send its next request down the same line
        # At once, while a proxy still learns of it in time. At the end of the process nobody reads what it sends here.
        for channel in list(LimitedChannel.open_channels):
            channel.close_if_idle()
        await asyncio.sleep(LOOK)


def _running(connections: Connections, *, of_sockets: bool) -> "dict[Any, asyncio.Future[Any]]":
    found = {protocol: known.get("application_instance") for protocol, known in connections.items()}
    return {
        protocol: application
        for protocol, application in found.items()
        if application and not application.done() and isinstance(protocol, WebSocketProtocol) is of_sockets
    }
