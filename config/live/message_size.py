"""The limit on message size: a message from a page over it is refused with 1009; messages to pages have no limit."""

import sys
from typing import Any

TOO_BIG = 1009
"""The close code of the standard for a message that is too big."""


def limit_incoming_size() -> None:
    """Apply Daphne's limit to messages from pages only, and refuse them with a close code.

    Autobahn drops the connection, which looks like a fault of the network, so that the page tries again. Autobahn also
    refuses to send longer messages: a long list of chat lines would never arrive where the fast writer is off.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol._max_message_size_exceeded = _refuse
        module.WebSocketProtocol.sendMessage = _send


def _refuse(protocol: Any, size: int, most: int, reason: str) -> None:
    protocol.failByDrop = False
    protocol._fail_connection(TOO_BIG, reason)


def _send(protocol: Any, payload: bytes, *args: Any, **options: Any) -> None:
    ordinary: Any = super(sys.modules["daphne.ws_protocol"].WebSocketProtocol, protocol)
    most, protocol.maxMessagePayloadSize = protocol.maxMessagePayloadSize, 0
    try:
        ordinary.sendMessage(payload, *args, **options)
    finally:
        protocol.maxMessagePayloadSize = most
