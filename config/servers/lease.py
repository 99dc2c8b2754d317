"""The lease on the servers: a file lock.

Each command holds a shared lock on one file. At its end it tries to turn it into an exclusive one: that succeeds only
for the last. A second lock makes starting and stopping wait for one another, so that nobody starts between the last
command's look and its stop.
"""

import atexit
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import IO

from config.servers.errors import ServersError
from config.servers.locks import try_lock
from config.servers.paths import data_dir, make_folders


@dataclass
class Lease:
    """This process' share in the servers."""

    pid: int
    file: IO[str]
    stop: Iterable[Callable[[], None]]


_lease: Lease | None = None


def take_lease(start: Iterable[Callable[[], None]], stop: Iterable[Callable[[], None]]) -> None:
    """Count this process as a user, then call each of `start`; at its end the last user calls each of `stop`.

    A process that has its share already does nothing. A forked child is counted by its parent's share.
    """
    global _lease
    if _lease and _lease.pid == os.getpid():
        return
    with startup_lock():
        make_folders()
        file = (data_dir() / "servers.lease").open("a")
        fcntl.flock(file, fcntl.LOCK_SH)
        _lease = Lease(os.getpid(), file, stop)
        atexit.register(release_lease)
        exit_on_termination()
        for begin in start:
            begin()


def release_lease() -> None:
    """Give this process' share back and stop the servers if it was the last."""
    global _lease
    # A forked child shares the open file, hence the lock, with its parent and has no say in it.
    if _lease is None or _lease.pid != os.getpid():
        return
    with startup_lock(), _lease.file:
        if try_lock(_lease.file):
            for end in _lease.stop:
                end()
    _lease = None


@contextmanager
def startup_lock() -> Iterator[None]:
    """Wait for the other commands that are starting or stopping servers, and keep them waiting meanwhile.

    Raises ServersError where the data folder is closed to this user.
    """
    try:
        data_dir().mkdir(parents=True, exist_ok=True)
        file = (data_dir() / "servers.lock").open("a")
    except PermissionError as error:
        raise ServersError(
            f"{error}: an earlier run had another user; go on as that user, or remove {data_dir()}."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def exit_on_termination() -> None:
    """Let SIGTERM end the process in the orderly way, unless somebody minds it already."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    in_main_thread = threading.current_thread() is threading.main_thread()
    if in_main_thread and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, leave)
