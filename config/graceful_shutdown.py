"""Graceful shutdown of a web process: it accepts nothing new, closes its sockets at once, and finishes its requests."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

PATIENCE = 8.0
"""Seconds for requests at work; docker-compose.yml must grant a few more."""
QUIET = 0.2
"""Seconds without a request, after which none is on its way and the last response has left."""

Connections = dict[Any, dict[str, Any]]
"""Daphne's connections by protocol. A connection that is about to close has no application."""


async def shut_down(listeners: "Iterable[Deferred[Any]]", connections: Connections) -> None:
    """Return when the remaining connections can be cut without harm."""
    for listener in listeners:
        listener.addCallback(lambda port: port and port.stopListening())
    sockets = _running(connections, of_sockets=True).values()
    for socket in sockets:
        socket.cancel()
    await _finish_requests(connections)
    requests = _running(connections, of_sockets=False).values()
    for request in requests:
        request.cancel()
    await asyncio.gather(*sockets, *requests, return_exceptions=True)


async def _finish_requests(connections: Connections) -> None:
    busy_at = time.monotonic()
    end = busy_at + PATIENCE
    while (now := time.monotonic()) < min(end, busy_at + QUIET):
        for request in _running(connections, of_sockets=False):
            busy_at = now
            if request.channel is not None:
                request.channel.persistent = False  # a proxy would send its next request down the same line
        await asyncio.sleep(0.02)


def _running(connections: Connections, *, of_sockets: bool) -> "dict[Any, asyncio.Future[Any]]":
    found = {protocol: known.get("application_instance") for protocol, known in connections.items()}
    return {
        protocol: application
        for protocol, application in found.items()
        if application and not application.done() and isinstance(protocol, WebSocketProtocol) is of_sockets
    }
