"""Helpers of scheduled work over many rows: one bad row must not block the others."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import TypeVar

from django.db import connection

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
SWEEP_SECONDS = 15.0
"""Time in which a sweep asks payment providers; one answer may take half a minute."""
SHARE = 0.2
"""How much of its time a purge works: in the rest, checkouts have the database to themselves."""


def run_each(rows: Iterable[Row], act: Callable[[Row], object], *, seconds: float = float("inf")) -> int:
    """Do `act` to each row; returns for how many it answered something true. No row is begun after `seconds`.

    A failure with one row is logged with its traceback, and the next sweep tries again.
    """
    end = time.monotonic() + seconds
    return sum(_run_one(row, act) for row in takewhile(lambda row: time.monotonic() < end, rows))


@contextmanager
def single_process_lock(name: str) -> Iterator[bool]:
    """Let one process at a time do a piece of work; gives False where another is at it.

    A sweep that a silent server keeps waiting is begun again and again: all of them together would take every place of
    the workers. The lock goes with the connection of a process that is killed.
    """
    key = "hashtextextended(%s, 2)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({key})", [name])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({key})", [name])


def delete_in_batches(delete: Callable[[], int], batch: int, *, seconds: float, share: float = SHARE) -> int:
    """Call `delete` until nothing is left; each call deletes up to `batch` rows and returns their number.

    It works for `share` of its time and ends after `seconds`; returns how many rows went.
    """
    total, end = 0, time.monotonic() + seconds
    while (began := time.monotonic()) < end and (deleted := delete()):
        total += deleted
        if deleted == batch:
            time.sleep((time.monotonic() - began) * (1 / share - 1))
    return total


def _run_one(row: Row, act: Callable[[Row], object]) -> bool:
    try:
        return bool(act(row))
    except Exception:
        logger.exception("%s %s: left to the next sweep", type(row).__name__, getattr(row, "pk", row))
        return False
