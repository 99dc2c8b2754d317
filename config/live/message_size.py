"""Messages over the server's limit: one that comes in is refused with 1009, those that go out have none."""

import sys
from typing import Any

TOO_BIG = 1009
"""The close code of the standard for a message that is too big."""


def bound_incoming() -> None:
    """Let Daphne's limit hold for what pages send alone, and let it say so.

    Autobahn drops the connection, which looks like a fault of the network and is tried again. It also refuses to send
    what is over the limit: a long list of chat lines would never arrive where the direct writer is off.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol._max_message_size_exceeded = _refuse
        module.WebSocketProtocol.sendMessage = _send


def _refuse(protocol: Any, size: int, most: int, reason: str) -> None:
    protocol.failByDrop = False
    protocol._fail_connection(TOO_BIG, reason)


def _send(protocol: Any, payload: bytes, *args: Any, **options: Any) -> None:
    from autobahn.twisted import websocket

    ordinary: Any = websocket.WebSocketServerProtocol
    most, protocol.maxMessagePayloadSize = protocol.maxMessagePayloadSize, 0
    try:
        ordinary.sendMessage(protocol, payload, *args, **options)
    finally:
        protocol.maxMessagePayloadSize = most
