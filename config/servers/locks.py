"""File locks. The kernel drops a lock with the last process that has its file open, so a killed one never counts."""

import fcntl
from typing import IO


def try_lock(file: IO[str]) -> bool:
    """Take the exclusive lock on a file; return False where another process has a lock on it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
