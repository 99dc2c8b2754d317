"""`manage.py rebuild_leaderboard`: the leaderboard's cache anew from the facts."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from leaderboard import drift


class Command(BaseCommand):
    """Compare the cache with the facts, say where it differs, and mend it."""

    help = "Recount what sellers sold and who viewed it, and mend where the leaderboard says something else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to look only."""
        parser.add_argument("--check", action="store_true", help="Change nothing; fail where something differs.")

    def handle(self, *args: Any, check: bool = False, verbosity: int = 1, **options: Any) -> None:
        """Say what differs; with `--check` that is an error, else it is mended."""
        found = drift.find() if check else drift.repair()
        for each in found:
            self.stdout.write(str(each))
        if found and check:
            raise CommandError(f"The leaderboard differs from the facts in {len(found)} rows.")
        if verbosity:
            self.stdout.write(f"{len(found)} rows mended" if found else "The leaderboard says what the facts say.")
