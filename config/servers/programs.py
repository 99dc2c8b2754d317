"""Programs of Postgres for backups: on the PATH, in the folders of Debian, or inside the embedded server's package."""

import os
import shutil
from pathlib import Path

from config.servers.errors import ServersError
from config.servers.postgres import postgres_program


def find_postgres_program(name: str) -> Path:
    """Return a program like `pg_dump`: with `DATABASE_URL` the newest of the machine, else the embedded server's.

    Raises ServersError when there is none.
    """
    if os.environ.get("DATABASE_URL"):
        of_debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
        # Debian's program on the PATH chooses the version by its clusters, and there are none for a server elsewhere.
        found = of_debian[-1] if of_debian else shutil.which(name)
        if found:
            return Path(found)
    try:
        return postgres_program(name)
    except ServersError as error:
        raise ServersError(
            f"No {name}: install the client of Postgres, in the version of the server or newer."
        ) from error
