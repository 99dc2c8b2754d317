"""Server processes that outlive the command that started them."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.servers.errors import ServersError
from config.servers.paths import data_dir, server_account
from config.servers.startup_wait import cpu_seconds, file_size, wait_while_active

START_SECONDS = 60


def log_path(name: str) -> Path:
    """Return the log of the server called `name`."""
    return data_dir() / "log" / f"{name}.log"


def run_program(command: list[str | Path], log: str, **options: Any) -> str:
    """Run a short program as the servers' user, away from the terminal, its messages in a log; return its output.

    Raises ServersError with those messages when it fails.
    """
    path = log_path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as messages:
        before = messages.tell()
        try:
            done = subprocess.run(  # noqa: S603
                command, cwd="/", env=server_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=messages, text=True, umask=0o077, start_new_session=True, check=True,
                **server_account().switch, **options,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise startup_error(log, before, str(error)) from error
    return done.stdout


def launch_server(command: list[str | Path], log: str) -> int:
    """Start a server that belongs to no terminal and no parent, and return its process id.

    A shell in between makes the server an orphan, so that the command never has a dead child to collect.
    """
    return int(run_program(["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command], log))


def server_environment() -> dict[str, str]:
    """Return the servers' environment: nothing of the person's own may change how they behave."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def is_alive(pid: int) -> bool:
    """Tell whether a process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def poll_for(seconds: float) -> Iterator[None]:
    """Yield at once and then every 30 ms until `seconds` have passed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.03)


def ensure_running(name: str, answers: Callable[[], bool | None], begin: Callable[[], int | None]) -> None:
    """Wait until a server answers, starting it when nobody is there.

    `answers()` is True when the server is ready, False when it is there but busy, None when nobody listens; `begin()`
    starts it and returns the process id, or None while an earlier process is still on its way up or down.
    Raises ServersError with the server's log when it dies, or neither works nor writes for a minute.
    """
    log = log_path(name)
    before = log.stat().st_size if log.exists() else 0
    pid: int | None = None

    def moves() -> tuple[int, float]:
        return file_size(log), cpu_seconds(pid) if pid else 0.0

    for _ in wait_while_active(f"the embedded {name} server", moves, seconds=START_SECONDS):
        answer = answers()
        if answer:
            return
        if answer is None and pid and not is_alive(pid):
            raise startup_error(name, before, "it stopped while starting")
        if answer is None and not pid:
            pid = begin()
    raise startup_error(name, before, f"no answer, and nothing moved for {START_SECONDS} s")


def startup_error(name: str, since: int, reason: str) -> ServersError:
    """Return the error for a server that did not start, with its log from byte `since` on."""
    with log_path(name).open("rb") as log:
        log.seek(since)
        words = log.read()[-4000:].decode(errors="replace").strip()
    return ServersError(f"The embedded {name} server did not start: {reason}.\n{log_path(name)}:\n{words}")
