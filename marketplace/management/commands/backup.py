"""`manage.py backup`: database and media in one archive."""

import os
import sys
from argparse import ArgumentParser
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError

from marketplace.operations.archive import Contents
from marketplace.operations.backup import write_backup
from marketplace.operations.postgres import PostgresError


class Command(BaseCommand):
    """Writes a backup."""

    help = "Write database and media into one archive, while the site works. It holds personal data: encrypt it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", nargs="?", help="the archive, - for standard output; else one in `backups`")

    def handle(self, *args: Any, file: str | None, **options: Any) -> None:
        """Write the archive. Raises CommandError if that fails; then there is no archive of this name."""
        try:
            if file == "-":
                contents = write_backup(sys.stdout.buffer, settings.FIND_POSTGRES_PROGRAM)
            else:
                path = Path(file) if file else _default_path()
                contents = _write_file(path)
                self.stdout.write(f"{path}: {path.stat().st_size / 2**20:.1f} MiB")
        except (PostgresError, psycopg.Error, OSError) as error:
            raise CommandError(f"No backup was written. {error}") from None
        self._report(contents)

    def _report(self, contents: Contents) -> None:
        rows = sum(contents.rows.values())
        # Not into the archive.
        self.stderr.write(f"{rows} rows of {len(contents.rows)} tables, {len(contents.media)} media files.")
        if contents.missing_files:
            count, first = len(contents.missing_files), contents.missing_files[0]
            self.stderr.write(f"Warning: {count} files that the database names do not exist, such as {first}.")


def _default_path() -> Path:
    return settings.DATA_DIR / "backups" / f"livestall-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"


def _write_file(path: Path) -> Contents:
    """Write under another name until the archive is complete and on the disk; only its owner can read it."""
    if path.exists():
        raise CommandError(f"{path} is already there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:  # noqa: PTH123
            contents = write_backup(stream, settings.FIND_POSTGRES_PROGRAM)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return contents
