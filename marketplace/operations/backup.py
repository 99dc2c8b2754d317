"""Backup of database and media into one archive, while the site works.

A row never names a file that is missing in the archive. Media are copied first, which may take long. Then the files are
kept (`marketplace.locks`), a snapshot of the database is opened, the few files that came meanwhile are copied, and the
snapshot is dumped. Uploads write files before rows; deletions delete files after rows, and not while files are kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO

from django.conf import settings
from psycopg import Connection

from marketplace.locks import KEEP_FILES
from marketplace.operations import postgres
from marketplace.operations.archive import FORMAT, PART_BYTES, VERSION, ArchiveWriter, Contents, Manifest
from marketplace.operations.media import find_named_files, read_media, walk_media


def write_backup(stream: BinaryIO, find_program: postgres.ProgramFinder) -> Contents:
    """Write a backup of the site into a stream; returns what it contains.

    Raises `PostgresError` or `psycopg.Error`; then the stream holds no complete archive.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    writer, done = ArchiveWriter(stream, Manifest(FORMAT, VERSION, settings.RELEASE, now)), set[str]()
    _add_media(writer, done)
    with _open_snapshot() as (session, snapshot):
        _add_media(writer, done)
        _describe(writer.contents, session, missing=sorted(find_named_files(session) - done))
        for part in postgres.dump_parts(find_program, snapshot, PART_BYTES):
            writer.add_database_part(part)
    writer.finish()
    return writer.contents


@contextmanager
def _open_snapshot() -> "Iterator[tuple[Connection[Any], str]]":
    """Keep all files, and open a transaction on the database of this moment; yields its session and its name."""
    with postgres.open_session() as session:
        # Before the transaction: its first statement takes the snapshot, and a deletion could slip in between.
        session.execute(KEEP_FILES)
        with session.transaction():
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            (snapshot,) = session.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            yield session, snapshot


def _describe(contents: Contents, session: "Connection[Any]", missing: list[str]) -> None:
    applied = session.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    contents.migrations = [f"{app}.{name}" for app, name in applied]
    contents.postgres = postgres.major_version(session)
    contents.rows = postgres.count_rows(session)
    contents.missing_files = missing


def _add_media(writer: ArchiveWriter, done: set[str]) -> None:
    for name in walk_media():
        if name not in done and (content := read_media(name)) is not None:
            writer.add_media(name, content)
            done.add(name)
