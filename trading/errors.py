"""Why a negotiation room says no, beyond what the marketplace refuses."""

from marketplace.errors import Refused


class NotYours(Refused):
    """The other side of the table may do this, or nobody in the room (HTTP 403)."""


class Closed(Refused):
    """The trade has found its end, or its room is not in a state for this (HTTP 409)."""


class TimeIsUp(Closed):
    """The deadline is past by the database's clock, whether or not anybody has written it down."""


class MovedOn(Refused):
    """The terms are others than those that were seen (HTTP 409); `seen` is the number of the version that was."""

    def __init__(self, seen: int) -> None:
        super().__init__("The terms have changed since you looked. Here is what moved.", field="version")
        self.code = "moved_on"
        self.seen = seen
