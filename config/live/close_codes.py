"""Close codes, and a patch that lets Daphne send the standard ones."""

import sys
from typing import Any

POLICY_VIOLATION, SERVICE_RESTART, TRY_AGAIN_LATER = 1008, 1012, 1013
"""Too many bad frames; the server goes down; the page reads too slowly or is gone. The page comes back later."""
CUT = 4001
"""The person's rights changed: the page connects again, with its present cookies."""
NO_VISITOR, TOO_MANY_SOCKETS = 4401, 4429
"""Refusals of a whole socket. The page polls instead."""


def allow_standard_close_codes() -> None:
    """Let Daphne close with the standard codes above 1000.

    Autobahn's public `sendClose`, which Daphne calls, accepts only 1000 and 3000 to 4999.
    """
    module = sys.modules.get("daphne.ws_protocol")
    if module is not None:
        module.WebSocketProtocol.serverClose = _server_close


def _server_close(protocol: Any, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=1000 if code is None else code)
