"""Totals of this process's live updates since its start: plain numbers, so that counting costs next to nothing."""

from dataclasses import dataclass


@dataclass(slots=True)
class Totals:
    """Each total has one writer: the publisher's queue under its lock, its thread, or the event loop of the sockets."""

    published: int = 0  # messages that Redis took
    dropped: int = 0  # messages dropped from a full queue, or that could not be serialized
    frames: int = 0  # frames of topics handed to sockets
    overflows: int = 0  # sockets closed because too much waited for them


totals = Totals()
