"""Totals of this process's live updates since its start: plain numbers, so that counting costs next to nothing.

Each total has one writer: the publisher's queue under its lock, its thread, or the event loop of the sockets.
"""


class Totals:
    """Totals for the metrics endpoint."""

    __slots__ = ("dropped", "frames", "overflows", "published")

    def __init__(self) -> None:
        self.published = 0
        """Messages that Redis took."""
        self.dropped = 0
        """Messages that were dropped from a full queue, or could not be serialized."""
        self.frames = 0
        """Frames of topics handed to sockets."""
        self.overflows = 0
        """Sockets closed because too much waited for them."""


totals = Totals()
