"""Sweeps: scheduled work over many rows, of which no bad one may block the others."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
SHARE = 0.2
"""How much of its time a purge works: in the rest, checkouts have the database to themselves."""


def one_by_one(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Do `act` to each row; returns for how many it answered something true.

    What goes wrong with one is logged with its traceback, and the next sweep tries again.
    """
    return sum(_done(row, act) for row in rows)


def in_batches(delete: Callable[[], int], batch: int, *, seconds: float, share: float = SHARE) -> int:
    """Call `delete`, which deletes up to `batch` rows in a transaction and says how many, until it finds fewer.

    It works for `share` of its time and ends after `seconds`; returns how many rows went.
    """
    total, end = 0, time.monotonic() + seconds
    while (began := time.monotonic()) < end and (deleted := delete()):
        total += deleted
        if deleted == batch:
            time.sleep((time.monotonic() - began) * (1 / share - 1))
    return total


def _done(row: Row, act: Callable[[Row], object]) -> bool:
    try:
        return bool(act(row))
    except Exception:
        logger.exception("%s %s: left to the next sweep", type(row).__name__, getattr(row, "pk", row))
        return False
