"""Errors of trades, in addition to those of the marketplace."""

from marketplace.errors import Refused


class NotYours(Refused):
    """The user's role may not take this action (HTTP 403)."""


class Closed(Refused):
    """The trade is closed, or in a state that does not allow the action (HTTP 409)."""


class TimeIsUp(Closed):
    """The deadline is past by the clock of the database, even if the trade is not marked as expired yet."""


class TermsChanged(Refused):
    """The terms have changed since the user saw them (HTTP 409); `seen` is the number of the version seen."""

    def __init__(self, seen: int) -> None:
        super().__init__("The terms have changed since you last saw them. Please compare.", field="version")
        self.code = "moved_on"
        self.seen = seen
