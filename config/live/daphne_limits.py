"""Corrections of Daphne's websocket protocol: a limit on frames, a limit on message size, and standard close codes.

They apply below the consumer: the server reads, answers and queues frames before the consumer sees them.
"""

import sys
from typing import Any

from config.live.limits import TokenBucket, limit

TOO_BIG = 1009
"""The close code of the standard for a message that is too big."""


def correct_daphne() -> None:
    """Give Daphne's protocol the methods of this module; another server has no such protocol."""
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

    Pings, and the parts of a message that never ends, don't reach the consumer. Messages queue up without end while
    the consumer reads the database for an earlier one.
    """
    _ordinary(protocol).onFrameBegin()
    bucket = vars(protocol).get("frames_left")
    if bucket is None:
        bucket = protocol.frames_left = TokenBucket(limit("LIVE_WIRE_SIZE"), limit("LIVE_WIRE_RATE"))
    if not bucket.take():
        protocol.wasNotCleanReason = "too many frames"
        protocol.dropConnection(abort=True)


def _refuse_message(protocol: Any, size: int, most: int, reason: str) -> None:
    """Refuse a message from a page over the limit with 1009.

    Autobahn drops the connection, which looks like a fault of the network, so that the page tries again.
    """
    protocol.failByDrop = False
    protocol._fail_connection(TOO_BIG, reason)


def _send_message(protocol: Any, payload: bytes, *args: Any, **options: Any) -> None:
    """Send a message of any size to a page.

    Autobahn applies the limit to these as well: a long list of chat lines would never arrive where the fast writer is
    off.
    """
    most, protocol.maxMessagePayloadSize = protocol.maxMessagePayloadSize, 0
    try:
        _ordinary(protocol).sendMessage(payload, *args, **options)
    finally:
        protocol.maxMessagePayloadSize = most


def _close(protocol: Any, code: int | None = None) -> None:
    """Close with any code of the standard.

    Autobahn's public `sendClose`, which Daphne calls, accepts only 1000 and 3000 to 4999.
    """
    protocol.sendCloseFrame(code=1000 if code is None else code)
