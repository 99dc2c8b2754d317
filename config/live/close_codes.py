"""Codes with which the server closes a socket."""

POLICY_VIOLATION, SERVICE_RESTART, TRY_AGAIN_LATER = 1008, 1012, 1013
"""Too many bad frames; the server goes down; the page reads too slowly or is gone. The page comes back later."""
CUT = 4001
"""The person's rights changed: the page connects again, with its present cookies."""
NO_VISITOR, TOO_MANY_SOCKETS = 4401, 4429
"""Refusals of a whole socket. The page polls instead."""
