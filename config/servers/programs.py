"""Programs of Postgres for backups: on the PATH, in the folders of Debian, or inside the embedded server's package."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from config.servers.errors import ServersError
from config.servers.postgres import postgres_program


class MissingProgramError(ServersError, FileNotFoundError):
    """A missing program of Postgres; the message tells how to install it."""


def find_postgres_program(name: str) -> Path:
    """Return a program like `pg_dump`: with `DATABASE_URL` the newest of the machine, else the embedded server's.

    The newest reads all older servers, and an older one refuses a newer server. Raises MissingProgramError without any.
    """
    if not os.environ.get("DATABASE_URL"):
        try:
            return postgres_program(name)
        except ServersError as error:
            raise MissingProgramError(str(error)) from None
    found = [(version, path) for path in _candidates(name) if (version := major_version(path))]
    if not found:
        raise MissingProgramError(f"No {name}: install the client of Postgres, in the version of the server or newer.")
    return max(found)[1]


def major_version(program: Path) -> int:
    """Return the major version of a program, 0 if it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else 0


def _candidates(name: str) -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    if on_path := shutil.which(name):
        yield Path(on_path)
    with suppress(ServersError):
        yield postgres_program(name)
