"""A limit on frames, below the consumer: the server reads, answers and queues frames before the consumer sees them."""

import sys
from typing import Any

from config.live.limits import TokenBucket, limit


def limit_frame_rate() -> None:
    """Let Daphne drop a connection that sends more frames than any page does.

    Pings, and the parts of a message that never ends, don't reach the consumer. Messages queue up without end while
    the consumer reads the database for an earlier one.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol.onFrameBegin = _begin_frame


def _begin_frame(protocol: Any) -> None:
    super(sys.modules["daphne.ws_protocol"].WebSocketProtocol, protocol).onFrameBegin()
    bucket = vars(protocol).get("frames_left")
    if bucket is None:
        bucket = protocol.frames_left = TokenBucket(limit("LIVE_WIRE_SIZE"), limit("LIVE_WIRE_RATE"))
    if not bucket.take():
        protocol.wasNotCleanReason = "too many frames"
        protocol.dropConnection(abort=True)
