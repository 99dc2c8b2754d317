"""Helpers for scheduled work on many rows: one bad row must not block the others."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
DIRECT = "direct"
"""Alias of the connection beside the pooler; only there with `DATABASE_POOLER_URL`."""
SWEEP_SECONDS = 15.0
"""Time for new requests of a sweep to payment providers; one answer may take half a minute."""
SHARE = 0.2
"""Working share of a purge's time. In the rest, checkouts have the database to themselves."""


def run_each(rows: Iterable[Row], act: Callable[[Row], object], *, seconds: float = float("inf")) -> int:
    """Call `act` for each row; returns the number of true results. No row is started after `seconds`.

    A failure with one row is logged with its traceback, and the next sweep tries again.
    """
    end = time.monotonic() + seconds
    return sum(_run_one(row, act) for row in takewhile(lambda row: time.monotonic() < end, rows))


@contextmanager
def single_process_lock(name: str) -> Iterator[bool]:
    """Allow one process at a time to do a piece of work; yields False if another process is doing it.

    A sweep may hang on a silent server while its schedule starts it again and again. Without the lock, the sweeps would
    occupy all workers. If a process is killed, its database connection ends and releases the lock.

    The lock belongs to a session. Through a pooler, the release could reach another session and the lock stay for ever,
    so it is taken on the direct connection there.
    """
    key = "hashtextextended(%s, 2)"
    session = connections[DIRECT if DIRECT in connections.settings else DEFAULT_DB_ALIAS]
    with session.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({key})", [name])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with session.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({key})", [name])
        if session.alias == DIRECT:
            session.close()


def delete_in_batches(delete: Callable[[], int], batch: int, *, seconds: float, share: float = SHARE) -> int:
    """Call `delete` until nothing is left; each call deletes up to `batch` rows and returns their number.

    It pauses so that it works for `share` of its time, and ends after `seconds`. Returns the number of deleted rows.
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
