"""`manage.py rebuild_leaderboard`: recounts the leaderboard from the facts."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from leaderboard import drift


class Command(BaseCommand):
    """Compares the leaderboard with the facts, prints the differences, and repairs them."""

    help = "Recount sales and views of all sellers, and repair rows of the leaderboard that differ."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--check`."""
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if a row differs.")

    def handle(self, *args: Any, check: bool = False, verbosity: int = 1, **options: Any) -> None:
        """Print the differences; with `--check` they are an error, otherwise they are repaired."""
        found = drift.find_drift() if check else drift.repair_leaderboard()
        for difference in found:
            self.stdout.write(str(difference))
        if found and check:
            raise CommandError(f"The leaderboard differs from the facts in {len(found)} rows.")
        if verbosity:
            self.stdout.write(f"{len(found)} rows repaired" if found else "The leaderboard agrees with the facts.")
