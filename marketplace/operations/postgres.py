"""Postgres beside the ORM: its programs, sessions of their own, and databases made, exchanged and dropped."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryFile
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import Connection, connect, conninfo, sql

from marketplace.database.batches import DIRECT

ProgramFinder = Callable[[str], Path]
NOT_OF_LIBPQ = {"cursor_factory", "context", "prepare_threshold", "pool", "options"}
PATIENT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60s"
MAINTENANCE_DATABASE = "postgres"


class PostgresError(Exception):
    """A program of Postgres failed; the message has its words."""


def target_name() -> str:
    """Return the name of the site's database."""
    return str(connection.settings_dict["NAME"])


def open_session(name: str = "", **options: Any) -> "Connection[Any]":
    """Return a session apart from the ORM and without its time limits; in autocommit unless told otherwise."""
    given = _parameters(name)
    return connect(**{"autocommit": True, **given, "options": PATIENT, **options})


@contextmanager
def run_program(
    program: Path, *arguments: str, database: str = "", **pipes: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program of Postgres on a database. Raises `PostgresError` with its last words when it fails."""
    given = _parameters(database)
    # The environment, not the command line, which all users of the machine can read.
    password = {"PGPASSWORD": str(given.pop("password"))} if given.get("password") else {}
    command = [str(program), *arguments, f"--dbname={conninfo.make_conninfo(**given)}"]
    with TemporaryFile() as words:
        environment = {**os.environ, **password, "PGOPTIONS": PATIENT}
        with subprocess.Popen(command, env=environment, stderr=words, **pipes) as process:  # noqa: S603
            try:
                yield process
            except BrokenPipeError:
                # It ended early, for a reason that it has written down.
                pass
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            words.seek(0)
            said = words.read()[-2000:].decode(errors="replace").strip()
            raise PostgresError(f"{program.name} failed: {said or process.returncode}")


def dump_parts(find_program: ProgramFinder, snapshot: str, size: int) -> Iterator[bytes]:
    """Yield a dump of the site's database as of an exported snapshot, in parts of `size` bytes."""
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    with run_program(find_program("pg_dump"), *options, stdin=DEVNULL, stdout=PIPE) as process:
        assert process.stdout  # noqa: S101 - for the types
        while part := process.stdout.read(size):
            yield part


def load_parts(find_program: ProgramFinder, parts: Iterator[bytes], database: str) -> None:
    """Load a dump, given in parts, into an empty database."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    with run_program(find_program("pg_restore"), *options, database=database, stdin=PIPE, stdout=DEVNULL) as process:
        assert process.stdin  # noqa: S101 - for the types
        for part in parts:
            process.stdin.write(part)
        process.stdin.close()


def count_rows(session: "Connection[Any]") -> dict[str, int]:
    """Return the number of rows of each table."""
    tables = session.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    query = "SELECT count(*) FROM public.{}"
    return {name: session.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()[0] for (name,) in tables}  # type: ignore[index]


def major_version(session: "Connection[Any]") -> int:
    """Return the major version of the server."""
    return session.info.server_version // 10_000


@contextmanager
def empty_database(name: str) -> Iterator[None]:
    """Make a database like the site's, and drop it at the end if it still has this name.

    Raises `PostgresError` while another process works on a database of this name.
    """
    with open_session(MAINTENANCE_DATABASE) as server:
        (is_alone,) = server.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 2))", [name]).fetchone() or (0,)
        if not is_alone:
            raise PostgresError(f"Another process is working on the database {name}.")
        drop_database(server, name)
        _create_like(server, name, target_name())
        try:
            yield
        finally:
            drop_database(server, name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let the ORM of this process work on another database until the end of the block."""
    before = target_name()
    _switch_to(name)
    try:
        yield
    finally:
        _switch_to(before)


def exchange_databases(new: str, old: str) -> None:
    """Give the site's name to the database `new`, and the name `old` to the one that had it. Ends all sessions.

    Both renamings are one transaction: the site has the one or the other, also when this process is killed.
    """
    name = target_name()
    _release()
    with open_session(MAINTENANCE_DATABASE) as server, _ending_sessions(name, new), server.transaction():
        server.execute(_rename(name, old))
        server.execute(_rename(new, name))


@contextmanager
def _ending_sessions(*names: str) -> Iterator[None]:
    """End all sessions of these databases, also those that begin meanwhile.

    Pools connect again at once. A renaming locks the database against new sessions, then waits five seconds for the
    others to leave: they have to be ended during that time.
    """
    is_over = Event()

    def end_sessions() -> None:
        with open_session(MAINTENANCE_DATABASE) as server:
            while not is_over.wait(0.05):
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", [list(names)]
                )

    thread = Thread(target=end_sessions)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def drop_database(server: "Connection[Any]", name: str) -> None:
    """Drop a database, if there is one."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create_like(server: "Connection[Any]", name: str, model: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    settings_of = (
        "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid"
        " WHERE datname = %s AND setrole = 0"
    )
    for (setting,) in server.execute(settings_of, [model]).fetchall():
        key, _, value = setting.partition("=")
        change = sql.SQL("ALTER DATABASE {} SET {} = {}").format(
            sql.Identifier(name), sql.SQL(".").join(map(sql.Identifier, key.split("."))), sql.Literal(value)
        )
        server.execute(change)


def _rename(name: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))


def _parameters(name: str) -> dict[str, Any]:
    # A dump, and the snapshot that it shares, need sessions: a pooler gives out transactions.
    session = connections[DIRECT if DIRECT in connections.settings else DEFAULT_DB_ALIAS]
    given = {key: value for key, value in session.get_connection_params().items() if key not in NOT_OF_LIBPQ}
    return {**given, "dbname": name or target_name()}


def _switch_to(name: str) -> None:
    _release()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _release() -> None:
    wrapper: Any = connection
    wrapper.close()
    wrapper.close_pool()
