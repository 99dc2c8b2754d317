"""Close codes, and how to send the standard ones through Daphne."""

import sys
from typing import Any

OFFENDER, RESTART, SLOW = 1008, 1012, 1013
"""Too many bad frames; the server goes down; the reader can't keep up or is gone. The page comes back later."""
CUT = 4001
"""What the person may see changed: the page connects afresh, with today's cookies."""
NOBODY, CROWDED = 4401, 4429
"""Refusals of a whole socket: no visitor; too many sockets. The page polls instead."""


def teach_daphne() -> None:
    """Let Daphne close with the codes above 1000 that servers are meant to use.

    Autobahn's public `sendClose`, which Daphne calls, accepts only 1000 and 3000 to 4999.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol.serverClose = _server_close


def _server_close(protocol: Any, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=1000 if code is None else code)
