"""Graceful shutdown of a web process: it closes its sockets at once, and finishes its requests."""

import asyncio
import ctypes
import socket as sockets_api
import struct
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from config.http_limits import LimitedChannel

PATIENCE = 8.0  # s for requests at work; docker-compose.yml must grant a few more
MOST_WAITING = 1024  # connections that the kernel has accepted for this process; the server's backlog is as long
QUIET = 0.2  # s without a request, after which none is on its way and the last response has left
LOOK = 0.02  # s between two looks at the requests
HANDSHAKE = 0.02  # s for the last packet of a connection that was about to be made
SO_ATTACH_FILTER = 26
# A packet filter in the kernel's language: operation, jump if true, jump if not, operand.
IGNORE_FIRST_PACKETS = [
    (0x30, 0, 0, 13),  # load the byte of flags from the TCP header
    (0x54, 0, 0, 0x12),  # keep SYN and ACK
    (0x15, 0, 1, 0x02),  # SYN alone begins a connection
    (0x06, 0, 0, 0),  # ignore it; the client asks again in a second, and is refused
    (0x06, 0, 0, 0x7FFFFFFF),  # take in all others
]

# By protocol. A connection that is about to close has no application.
Connections = dict[Any, dict[str, Any]]


async def shut_down(listeners: "Iterable[Deferred[Any]]", connections: Connections) -> None:
    """Return when the remaining connections can be cut without harm."""
    for listener in listeners:
        await _stop_listening(await _as_future(listener))
    sockets = _running(connections, of_sockets=True).values()
    for socket in sockets:
        socket.cancel()
    await _finish_requests(connections)
    requests = _running(connections, of_sockets=False).values()
    for request in requests:
        request.cancel()
    await asyncio.gather(*sockets, *requests, return_exceptions=True)


async def _stop_listening(port: Any) -> None:
    """Close a listening port without cutting off anybody whom the kernel has connected already.

    Closing alone resets all connections that wait to be accepted. A proxy does not send their forms again.
    """
    if port is None:
        return
    if refuse_handshakes(port.socket):
        await asyncio.sleep(HANDSHAKE)
    port.numberAccepts = MOST_WAITING
    port.doRead()
    await _as_future(port.stopListening())


def refuse_handshakes(listening: sockets_api.socket) -> bool:
    """Let the kernel ignore attempts to connect, but finish those that it has answered. Linux only."""
    if sys.platform != "linux":
        return False
    program = b"".join(struct.pack("HBBI", *step) for step in IGNORE_FIRST_PACKETS)
    held = ctypes.create_string_buffer(program)
    with suppress(OSError):
        # `struct sock_fprog`: the number of steps and their address.
        option = struct.pack("HL", len(IGNORE_FIRST_PACKETS), ctypes.addressof(held))
        listening.setsockopt(sockets_api.SOL_SOCKET, SO_ATTACH_FILTER, option)
        return True
    return False


def _as_future(waiting: Any) -> "asyncio.Future[Any]":
    return waiting.asFuture(asyncio.get_running_loop()) if waiting else asyncio.sleep(0)  # type: ignore[return-value]


async def _finish_requests(connections: Connections) -> None:
    end = time.monotonic() + PATIENCE
    quiet_looks = 0
    # Looks are counted, not seconds: on a busy machine, requests may arrive unseen during one long pause.
    while quiet_looks < QUIET / LOOK and time.monotonic() < end:
        quiet_looks += 1
        for request in _running(connections, of_sockets=False):
            quiet_looks = 0
            # Twisted deletes the attribute of a request that is answered, while its application may still run.
            if channel := getattr(request, "channel", None):
                channel.persistent = False  # a proxy would send its next request down the same line
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
