"""`manage.py erasures export|replay`: the list of erasures, to keep apart from the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from marketplace.accounts.erasure_records import InvalidRecord, read_records, write_record
from marketplace.models import Erasure
from marketplace.operations.erasure_replay import replay_erasures


class Command(BaseCommand):
    """Prints the list of erasures, or repeats those of a list."""

    help = "Print the list of erasures (it names nobody), or repeat the erasures of such a list in this database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("action", choices=["export", "replay"])
        parser.add_argument("file", nargs="?", type=Path, help="the list to replay; else standard input")

    def handle(self, *args: Any, action: str, file: Path | None, **options: Any) -> None:
        """Print or repeat. Raises CommandError for a file that is no such list."""
        if action == "export":
            for erasure in Erasure.objects.order_by("erased_at", "pk").iterator():
                self.stdout.write(write_record(erasure))
            return
        try:
            lines = file.read_text(encoding="utf-8") if file else sys.stdin.read()
            result = replay_erasures(read_records(lines.splitlines()))
        except (InvalidRecord, OSError, UnicodeError) as error:
            raise CommandError(str(error)) from None
        for warning in result.warnings:
            self.stderr.write(warning)
        self.stdout.write(f"Erased {result.accounts} accounts and the data of {result.addresses} guests.")
        if result.unreadable:
            raise CommandError(
                f"{len(result.unreadable)} records were made with another secret key: add it to SECRET_KEY_FALLBACKS."
            )
