"""Server processes that outlive the command that started them.

A server inherits a lock on `<name>.lock`: while any of its processes lives, nobody else gets that lock. This tells a
busy server from a dead one on every system. A process id could not: it may be another program's by now.
"""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from config.servers.errors import ServersError
from config.servers.locks import try_lock
from config.servers.paths import data_dir, server_account
from config.servers.startup_wait import file_size, wait_while_active

START_SECONDS = 180
"""A server that wrote nothing into its log for so long, and does not answer, is given up."""


def log_path(name: str) -> Path:
    """Return the log of the server called `name`."""
    return data_dir() / "log" / f"{name}.log"


def lock_path(name: str) -> Path:
    """Return the file that the server called `name` holds a lock on."""
    return data_dir() / f"{name}.lock"


def run_program(command: Sequence[str | Path], log: str, **options: Any) -> None:
    """Run a short program as the servers' user, away from the terminal, with its output in a log.

    Raises ServersError with that output when it fails. Nothing of the person's own environment changes how it behaves.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    log_path(log).parent.mkdir(parents=True, exist_ok=True)
    before = file_size(log_path(log))
    try:
        with log_path(log).open("a") as output:
            subprocess.run(  # noqa: S603
                command, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                umask=0o077, start_new_session=True, check=True, **server_account().switch, **options,
            )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise startup_error(log, before, f"{command[0]} failed") from error


def launch_server(command: Sequence[str | Path], name: str) -> None:
    """Start a server that belongs to no terminal and no parent.

    A shell in between makes the server an orphan, so that the command never has a dead child to collect.
    """
    with lock_path(name).open("a") as lock:
        try_lock(lock)
        run_program(["/bin/sh", "-c", '"$@" &', "sh", *command], name, pass_fds=[lock.fileno()])


def is_running(name: str) -> bool:
    """Tell whether a process of this server is left, be it starting, working or stopping."""
    with lock_path(name).open("a") as lock:
        return not try_lock(lock)


def wait_for_end(name: str, seconds: float) -> None:
    """Wait until no process of this server is left, at most for so many seconds."""
    end = time.monotonic() + seconds
    while is_running(name) and time.monotonic() < end:
        time.sleep(0.03)


def ensure_running(name: str, is_answering: Callable[[], bool], launch: Callable[[], object]) -> None:
    """Wait until a server answers, starting it when no process of it is left.

    Raises ServersError with the server's log when it dies, or neither answers nor writes for START_SECONDS.
    """
    log, launched = log_path(name), False
    before = file_size(log)
    for _ in wait_while_active(f"the embedded {name} server", lambda: file_size(log), seconds=START_SECONDS):
        if is_answering():
            return
        if not is_running(name):
            if launched:
                raise startup_error(name, before, "it stopped while starting")
            launch()
            launched = True
    raise startup_error(name, before, f"no answer, and nothing moved for {START_SECONDS} s")


def startup_error(name: str, since: int, reason: str) -> ServersError:
    """Return the error for a server that did not start, with its log from byte `since` on."""
    words = log_path(name).read_bytes()[since:][-4000:].decode(errors="replace").strip()
    return ServersError(f"The embedded {name} server did not start: {reason}.\n{log_path(name)}:\n{words}")
