"""`manage.py restore`: put a backup in the place of the site's database and media."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from marketplace.accounts.erasure_records import InvalidRecord, read_record_file
from marketplace.models import Erasure
from marketplace.operations.archive import ArchiveError
from marketplace.operations.postgres import PostgresError
from marketplace.operations.restore import Options, RestoreRefused, restore_backup

FAILURES = (ArchiveError, DatabaseError, InvalidRecord, OSError, PostgresError, RestoreRefused)


class Command(BaseCommand):
    """Restores a backup."""

    help = "Restore a backup. Pages stay readable meanwhile; people erased since the backup are erased again."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, help="the archive")
        parser.add_argument("--replace", action="store_true", help="replace the data of this site")
        parser.add_argument("--keep-old", action="store_true", help="keep the replaced database, renamed")
        parser.add_argument(
            "--erasures",
            action="append",
            type=Path,
            default=[],
            help="a further list of erasures, for example of another host",
        )
        parser.add_argument(
            "--ignore-unreadable-erasures", action="store_true", help="restore guests erased under a lost SECRET_KEY"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Restore the archive. Raises CommandError if that fails; then the site is as before."""
        try:
            choices = Options(
                replace=options["replace"],
                keep_old=options["keep_old"],
                ignore_unreadable=options["ignore_unreadable_erasures"],
                erasures=_read_lists(options["erasures"]),
                say=self.stdout.write,
            )
            restored = restore_backup(file, settings.FIND_POSTGRES_PROGRAM, choices)
        except (*FAILURES, psycopg.Error) as error:
            raise CommandError(f"Nothing was restored. {error}") from None
        contents, replay = restored.contents, restored.replay
        rows = sum(contents.rows.values())
        self.stdout.write(f"Restored {rows} rows of {len(contents.rows)} tables, {len(contents.media)} media files.")
        self.stdout.write(f"Erased again: {replay.accounts} accounts, data of {replay.addresses} guests.")
        if restored.old_database:
            self.stdout.write(f"The replaced database is now {restored.old_database}.")


def _read_lists(paths: list[Path]) -> list[Erasure]:
    if absent := [str(path) for path in paths if not path.exists()]:
        raise CommandError(f"There is no {absent[0]}.")
    return [erasure for path in paths for erasure in read_record_file(path)]
