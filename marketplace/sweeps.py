"""Sweeps: scheduled work over many rows, of which no bad one may block the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)
Row = TypeVar("Row")


def one_by_one(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Do `act` to each row; returns for how many it answered something true.

    What goes wrong with one is logged with its traceback, and the next sweep tries again.
    """
    return sum(_done(row, act) for row in rows)


def _done(row: Row, act: Callable[[Row], object]) -> bool:
    try:
        return bool(act(row))
    except Exception:
        logger.exception("%s %s: left to the next sweep", type(row).__name__, getattr(row, "pk", row))
        return False
