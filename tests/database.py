"""The tests' database: a copy of a migrated template, because each worker needs one and migrating takes seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import Connection, connect, sql

PREFIX = "livestall_migrated_"
MIGRATED = {"django_content_type", "auth_permission"}
TURN = 20_261  # workers that find nothing migrated wait for the first of them


@contextmanager
def use_database_copy(name: str) -> Iterator[None]:
    """Work on a fresh database of this name until the block ends."""
    site = settings.DATABASES["default"]["NAME"]
    with _connect_outside(site) as server:
        # On a busy machine migrating takes longer than a page may wait for a lock.
        server.execute("SET lock_timeout = 0")
        server.execute("SELECT pg_advisory_lock(%s)", [TURN])
        migrated = _migrated_template(server)
        # A killed run may have left one.
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(migrated)))
        server.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    _switch_to(name)
    try:
        yield
    finally:
        _switch_to(site)
        with _connect_outside(site) as server:
            # A thread of a server that runs in this process may still have a connection.
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def delete_rows() -> None:
    """Delete all rows except those of migrations, without running triggers; needs a superuser.

    For the few rows of a test, TRUNCATE costs far more: it creates and removes hundreds of files.
    """
    tables = sorted(set(connection.introspection.django_table_names()) - MIGRATED)
    names = [connection.ops.quote_name(table) for table in tables]
    with transaction.atomic(), connection.cursor() as cursor:
        # Waits for transactions that threads of the test have not committed yet.
        cursor.execute(f"LOCK TABLE {', '.join(names)}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))


def _migrated_template(server: Connection) -> str:
    """Return the name of an empty database with today's schema; made now unless an earlier run has."""
    name = PREFIX + _digest()
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
    if (name,) in found:
        return name
    for (old,) in found:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
    unfinished = f"{PREFIX}unfinished"
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    _switch_to(unfinished)
    call_command("migrate", interactive=False, verbosity=0)
    _let_go()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


def _digest() -> str:
    """Return a digest of all migrations."""
    digest = sha256()
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(app.label.encode() + file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _connect_outside(name: str) -> Connection:
    """Return a connection outside any transaction, as `CREATE DATABASE` needs."""
    own = {"cursor_factory", "context", "prepare_threshold", "pool"}  # added by Django for its own use
    given = {key: value for key, value in connection.get_connection_params().items() if key not in own}
    # On a busy machine the others wait long for the one that migrates.
    patient = f"{given.get('options', '')} -c lock_timeout=0 -c statement_timeout=0"
    return connect(autocommit=True, **{**given, "dbname": name, "options": patient})


def _switch_to(name: str) -> None:
    _let_go()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _let_go() -> None:
    wrapper: Any = connection
    wrapper.close()
    wrapper.close_pool()
