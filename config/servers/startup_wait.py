"""Waiting for a start: as long as something moves, because a machine under load may need minutes."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CHECK_SECONDS = 1.0
"""Seconds between two looks at whether something moved."""


def print_status(line: str) -> None:
    """Print a line for the person at the terminal, apart from the command's output."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def wait_while_active(
    what: str,
    moves: Callable[[], object],
    *,
    seconds: float,
    look: float | None = None,
    every: float = 10,
    say: Callable[[str], None] = print_status,
) -> Iterator[None]:
    """Yield at once and then every 30 ms, until the result of `moves` has stayed the same for `seconds`.

    Says every now and then that it is still waiting for `what`.
    """
    began = moved_at = said_at = looked_at = time.monotonic()
    seen = moves()
    while (now := time.monotonic()) < moved_at + seconds:
        if now > looked_at + (CHECK_SECONDS if look is None else look):
            looked_at, before, seen = now, seen, moves()
            moved_at = now if seen != before else moved_at
        if now > said_at + every:
            said_at = now
            say(f"Still waiting for {what}, for {now - began:.0f} s now.")
        yield
        time.sleep(0.03)


def file_size(file: Path) -> int:
    """Return how much a program wrote into its log."""
    return file.stat().st_size if file.exists() else 0
