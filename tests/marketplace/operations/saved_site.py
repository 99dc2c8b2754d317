"""Backups of the tests' site, and what is compared after a restore."""

import hashlib
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from marketplace.operations import postgres
from marketplace.operations.media import read_media, walk_media

NOT_COMPARED = {"django_migrations", "marketplace_erasure"}


def back_up(folder: Path, name: str = "backup.tar") -> Path:
    """Write a backup by the command."""
    call_command("backup", str(folder / name))
    return folder / name


def restore(path: Path, *options: str) -> None:
    """Replace the site by a backup by the command."""
    call_command("restore", str(path), "--replace", *options)


def picture_of_site() -> dict[str, str]:
    """Return a checksum of the rows of each table, and of each media file."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            found[table] = cursor.fetchone()[0] or ""
    for name in walk_media():
        found[name] = hashlib.sha256(read_media(name) or b"").hexdigest()
    return found


def databases() -> set[str]:
    """Return the names of the databases that belong to the tests' one."""
    name = postgres.target_name()
    with postgres.open_session(postgres.MAINTENANCE_DATABASE) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name]).fetchall()
    return {row[0].removeprefix(name) for row in rows}
