"""Restore of a backup: into a database beside the site's, which takes its place once everything is checked.

Until then nothing of the site is changed but for media files that it lacks, and a failure removes these again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from marketplace.accounts.erasure_records import append_record, read_record_file, write_record
from marketplace.models import Erasure, Maintenance
from marketplace.operations import media, postgres
from marketplace.operations.archive import DATABASE, MEDIA, Contents, check_archive, read_archive
from marketplace.operations.erasure_replay import Replay, find_unreadable, replay_erasures

SETTLE_SECONDS = 3.0
"""Seconds until all processes have noticed the maintenance mode."""
SIGNS_OF_USE = ("marketplace_user", "marketplace_shop", "marketplace_product", "marketplace_order")
MESSAGE = "We are restoring a backup. Please come back in a few minutes."


class RestoreRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A backup that is not restored here; nothing was changed."""


@dataclass
class Options:
    """Choices of the operator."""

    replace: bool = False
    keep_old: bool = False
    ignore_unreadable: bool = False
    erasures: list[Erasure] = field(default_factory=list)
    say: Callable[[str], object] = print


@dataclass(frozen=True)
class Restored:
    """The result of a restore."""

    contents: Contents
    replay: Replay
    old_database: str


def restore_backup(path: Path, find_program: postgres.ProgramFinder, options: Options) -> Restored:
    """Restore a backup, and repeat the erasures made since.

    Raises `ArchiveError`, `RestoreRefused`, `PostgresError` or `psycopg.Error`; in each case the site is as before.
    """
    manifest, contents = check_archive(path)
    options.say(f"The archive of {manifest.created_at} is complete: {len(contents.media)} media files.")
    name, erasures = postgres.target_name(), _check_target(contents, options)
    new, old = f"{name}_restoring", f"{name}_before_{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"
    with _maintenance(), postgres.empty_database(new):
        with _media_of(path, contents):
            _load(path, contents, find_program, new)
            with postgres.connected_to(new):
                replay = _finish(contents, erasures, options)
            postgres.exchange_databases(new, old)
        if not options.keep_old:
            with postgres.open_session(postgres.MAINTENANCE_DATABASE) as server:
                postgres.drop_database(server, old)
    return Restored(contents, replay, old if options.keep_old else "")


def _check_target(contents: Contents, options: Options) -> list[Erasure]:
    """Compare the archive with this site; returns all known erasures. Raises `RestoreRefused`."""
    if newer := sorted(set(contents.migrations) - set(_known_migrations())):
        raise RestoreRefused(f"The archive was made by a newer release: this one does not know {newer[0]}.")
    with postgres.open_session() as session:
        if contents.postgres > postgres.major_version(session):
            raise RestoreRefused(f"The archive was made on Postgres {contents.postgres}, newer than this server.")
    is_used = any(map(_has_rows, SIGNS_OF_USE)) or any(media.walk_media())
    if is_used and not options.replace:
        raise RestoreRefused("This site has data. To replace its database with the backup, say so with --replace.")
    erasures = {each.pk: each for each in [*read_record_file(settings.ERASURES_FILE), *options.erasures]}
    if _has_rows(Erasure._meta.db_table):
        erasures |= {each.pk: each for each in Erasure.objects.all()}
    unreadable = find_unreadable(erasures.values())
    if unreadable and not options.ignore_unreadable:
        raise RestoreRefused(
            f"{len(unreadable)} erasures were recorded with another SECRET_KEY. Add that key to SECRET_KEY_FALLBACKS, "
            "or the guests would be back; --ignore-unreadable-erasures restores all the same."
        )
    return list(erasures.values())


def _known_migrations() -> list[str]:
    return [f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations]


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")  # noqa: S608
        return bool(cursor.fetchone()[0])


@contextmanager
def _maintenance() -> Iterator[None]:
    """Keep people from changes that the exchange of the databases would lose; a mode begun before stays."""
    was_on = _has_rows(Maintenance._meta.db_table)
    is_possible = _has_rows("django_migrations")
    if is_possible and not was_on:
        Maintenance.begin(MESSAGE)
        time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        if not was_on and _has_rows(Maintenance._meta.db_table):
            Maintenance.end()


def _load(path: Path, contents: Contents, find_program: postgres.ProgramFinder, name: str) -> None:
    """Load the dump, and compare the rows. Raises `PostgresError`."""
    parts = (content for member, content in read_archive(path) if member.startswith(DATABASE))
    postgres.load_parts(find_program, parts, name)
    with postgres.open_session(name) as session:
        rows = postgres.count_rows(session)
        if rows != contents.rows:
            odd = sorted({table for table, _ in rows.items() ^ contents.rows.items()})
            raise postgres.PostgresError(f"The restored tables have other numbers of rows: {', '.join(odd)}.")
        session.execute("ANALYZE")


def _finish(contents: Contents, erasures: list[Erasure], options: Options) -> Replay:
    """Bring the restored database to this release, repeat the erasures, and begin the maintenance mode there."""
    if set(_known_migrations()) - set(contents.migrations):
        call_command("migrate", interactive=False, verbosity=0)
    replay = replay_erasures(erasures)
    for warning in replay.warnings:
        options.say(warning)
    # The restored database does not know them; without the file, they would be lost with the replaced one.
    in_file = {each.pk for each in read_record_file(settings.ERASURES_FILE)}
    for erasure in replay.unreadable:
        if erasure.pk not in in_file:
            append_record(write_record(erasure))
    Maintenance.begin(MESSAGE)
    return replay


@contextmanager
def _media_of(path: Path, contents: Contents) -> Iterator[None]:
    """Write the media that are missing or different, and read all again. If the block fails, new files are removed."""
    new: list[str] = []
    try:
        for member, content in read_archive(path):
            if member.startswith(MEDIA) and media.write_media(name := member.removeprefix(MEDIA), content):
                new.append(name)
        for name in contents.media:
            if sha256(media.read_media(name) or b"").hexdigest() != contents.sha256[MEDIA + name]:
                raise postgres.PostgresError(f"The media file {name} could not be read again as it was written.")
        yield
    except BaseException:
        for name in new:
            media.delete_media(name)
        raise
