"""Polling for a condition."""

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], bool], patience: float = 30) -> float:
    """Wait until `holds()` is true and return the seconds; AssertionError after `patience` seconds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < patience, f"not so within {patience} s"
        time.sleep(0.02)
    return round(time.monotonic() - began, 2)
