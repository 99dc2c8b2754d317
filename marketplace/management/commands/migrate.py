"""`manage.py migrate` with its own timeouts: those of pages would end long statements on large tables."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.migrations import Migration

PATIENT = ("statement_timeout", "idle_in_transaction_session_timeout")
LOCKS = "lock_timeout"
OLDEST_POSTGRES = 17
"""The first version with the collation `pg_c_utf8`, by which text is compared the same way on every machine."""
_STORED = """
    SELECT setconfig FROM pg_db_role_setting
    WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = %s)
    AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Command(migrate.Command):
    """Migrates without a limit on statements.

    The limit on waiting for a lock stays: a statement that waits for one stops all statements behind it. Concurrent
    builds of indexes wait for the transactions of others instead, and stop nobody.
    """

    database: Any = None
    known: dict[str, str] = {}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and leave the connection as it was.

        With a pooler, migrate on the direct connection, and store the timeouts that the pooler doesn't pass on.
        Raises CommandError before anything for an old Postgres.
        """
        self.database = connections[options["database"]]
        has_pooler, user = settings.DATABASE_DIRECT in connections.settings, str(self.database.settings_dict["USER"])
        with self._without_pooler() if has_pooler else nullcontext():
            self._require_postgres()
            with self._patient():
                super().handle(*args, **options)
            if has_pooler:
                self._store_session_settings(user)

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Prepare the connection for each migration before it begins."""
        if action == "apply_start" and not fake:
            self.prepare(migration)
        super().migration_progress_callback(action, migration, fake)

    def prepare(self, migration: Migration) -> None:
        """Let concurrent builds wait for locks, and drop the leftovers of an earlier attempt.

        They run without a transaction: an interrupted migration leaves indexes behind, the last of them unfinished.
        """
        self._set(LOCKS, self.known[LOCKS] if migration.atomic else "0")
        built = [each.index.name for each in migration.operations if isinstance(each, AddIndexConcurrently)]
        with self.database.cursor() as cursor:
            for name in built:
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.database.ops.quote_name(name)}")

    @contextmanager
    def _without_pooler(self) -> Iterator[None]:
        """Let the connection lead to Postgres itself, under the same alias.

        On another alias, migrations of data would not take part in the transaction of their migration.
        """
        pooled = {**self.database.settings_dict}
        self._reconnect(connections[settings.DATABASE_DIRECT].settings_dict)
        try:
            yield
        finally:
            self._reconnect(pooled)

    def _reconnect(self, address: dict[str, Any]) -> None:
        self.database.close()
        self.database.close_pool()
        self.database.settings_dict.update(address)

    def _store_session_settings(self, user: str) -> None:
        """Store the timeouts of pages with the role of the pooled connections, for this database only."""
        quote = self.database.ops.quote_name
        with self.database.cursor() as cursor:
            cursor.execute(_STORED, [user])
            stored = cursor.fetchone()
            if stored and set(stored[0]) >= {
                f"{name}={value}" for name, value in settings.DATABASE_SESSION_SETTINGS.items()
            }:
                return
            cursor.execute("SELECT current_database()")
            role = f"{quote(user)} IN DATABASE {quote(cursor.fetchone()[0])}"
            for name, value in settings.DATABASE_SESSION_SETTINGS.items():
                cursor.execute(f"ALTER ROLE {role} SET {name} = %s", [value])
        self.stdout.write(
            f"The timeouts are stored with the role {user}. Sessions that the pooler has open get them once it opens "
            "them again: run RECONNECT on its console."
        )

    @contextmanager
    def _patient(self) -> Iterator[None]:
        with self.database.cursor() as cursor:
            self.known = {name: self._get(cursor, name) for name in (*PATIENT, LOCKS)}
        connection_created.connect(self._set_up, sender=type(self.database))
        self._set_up(connection=self.database)
        try:
            yield
        finally:
            connection_created.disconnect(self._set_up, sender=type(self.database))
            if self.database.connection is not None and not self.database.needs_rollback:
                for name, value in self.known.items():
                    self._set(name, value)

    def _require_postgres(self) -> None:
        # `pg_version` is 160004 for 16.4.
        if self.database.pg_version < OLDEST_POSTGRES * 10_000:
            found = f"{self.database.pg_version // 10_000}.{self.database.pg_version % 10_000}"
            raise CommandError(
                f"Postgres {OLDEST_POSTGRES} or newer is needed, and this is {found}. Nothing was changed."
            )

    def _set_up(self, connection: Any, **kwargs: Any) -> None:
        # Also where it had to connect anew.
        if connection is self.database:
            for name in PATIENT:
                self._set(name, "0")

    def _get(self, cursor: Any, name: str) -> str:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])

    def _set(self, name: str, value: str) -> None:
        with self.database.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
