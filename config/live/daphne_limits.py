"""Corrections of Daphne's websocket protocol, below the consumer: limits on frames and messages, and close codes."""

import sys
from typing import Any

from config.live.limits import TokenBucket, limit

TOO_BIG = 1009  # the standard's close code


def correct_daphne() -> None:
    """Give Daphne's protocol the functions of this module; another server has no such protocol."""
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        protocol = module.WebSocketProtocol
        protocol.onFrameBegin = _begin_frame
        protocol.sendMessage = _send_message
        protocol.serverClose = _close
        protocol._max_message_size_exceeded = _refuse_message


def _ordinary(protocol: Any) -> Any:
    return super(sys.modules["daphne.ws_protocol"].WebSocketProtocol, protocol)


def _begin_frame(protocol: Any) -> None:
    """Drop a connection that sends more frames than any page does.

    Pings and parts of an endless message don't reach the consumer, and messages queue up while it reads the database.
    """
    _ordinary(protocol).onFrameBegin()
    bucket = vars(protocol).get("frames_left")
    if bucket is None:
        bucket = protocol.frames_left = TokenBucket(limit("LIVE_WIRE_SIZE"), limit("LIVE_WIRE_RATE"))
    if not bucket.take():
        protocol.wasNotCleanReason = "too many frames"
        protocol.dropConnection(abort=True)


def _refuse_message(protocol: Any, size: int, most: int, reason: str) -> None:
    """Refuse a large message from a page with 1009: after a dropped connection the page would try again."""
    protocol.failByDrop = False
    protocol._fail_connection(TOO_BIG, reason)


def _send_message(protocol: Any, payload: bytes, *args: Any, **options: Any) -> None:
    """Send a message of any size: Autobahn's limit would keep long lists from pages without the fast writer."""
    most, protocol.maxMessagePayloadSize = protocol.maxMessagePayloadSize, 0
    try:
        _ordinary(protocol).sendMessage(payload, *args, **options)
    finally:
        protocol.maxMessagePayloadSize = most


def _close(protocol: Any, code: int | None = None) -> None:
    """Close with any code of the standard; Autobahn's public `sendClose` accepts only 1000 and 3000 to 4999."""
    protocol.sendCloseFrame(code=1000 if code is None else code)
