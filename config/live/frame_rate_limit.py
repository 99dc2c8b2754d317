"""Floods: frames that the server would take in, answer and queue before any limit of the consumer sees them."""

import sys
from typing import Any

from config.live.limits import Bucket, limit


def cut_floods() -> None:
    """Let Daphne cut off a connection that sends more frames than any page does.

    Pings, and the parts of a message that never ends, don't reach the consumer; messages queue up without end while
    it looks into the database for an earlier one.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol.onFrameBegin = _begin_frame


def _begin_frame(protocol: Any) -> None:
    from autobahn.twisted.websocket import WebSocketServerProtocol

    WebSocketServerProtocol.onFrameBegin(protocol)
    bucket = vars(protocol).get("frames_left")
    if bucket is None:
        bucket = protocol.frames_left = Bucket(limit("LIVE_WIRE_SIZE"), limit("LIVE_WIRE_RATE"))
    if not bucket.take():
        protocol.wasNotCleanReason = "too many frames"
        protocol.dropConnection(abort=True)
