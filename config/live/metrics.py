"""What the live wire of this process has done since it started: plain numbers, so that counting costs next to nothing.

Each has one writer: the publisher's queue under its lock, its thread, or the event loop of the sockets.
"""


class Counts:
    """Totals, read when somebody scrapes the figures."""

    __slots__ = ("dropped", "frames", "overflows", "published")

    def __init__(self) -> None:
        self.published = 0
        """Messages that Redis took."""
        self.dropped = 0
        """Messages that Redis was away for too long to get, or that no bytes can hold."""
        self.frames = 0
        """Frames of topics handed to sockets."""
        self.overflows = 0
        """Sockets closed because too much waited for them."""


counts = Counts()
