"""Threads with their own database connections that start at the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def run_together(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions at once and return the result of each, or the exception it raised."""
    start = threading.Barrier(len(actions), timeout=30)

    def run(action: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait()
            return action()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def wait_for_blocked_query(seconds: float = 10) -> bool:
    """Wait until another transaction waits for a lock of this one; return False if none does in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False
