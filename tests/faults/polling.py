"""How long something takes to come true."""

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], bool], patience: float = 30) -> float:
    """Wait until it holds; return how long that took. Raises AssertionError when it takes longer than `patience`."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < patience, f"not so within {patience} s"
        time.sleep(0.02)
    return round(time.monotonic() - began, 2)
