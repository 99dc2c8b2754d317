"""`manage.py check_update`: may the code before run on this version's database? Updates and their undoing ask it."""

import re
import sys
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from marketplace.database.migration_safety import find_obstacles

MIGRATION = re.compile(r"(\w+)/migrations/(\w+)\.py")


class Command(BaseCommand):
    """Reads the paths of the migrations that the other version has from standard input."""

    help = "Ends with 3 if the code that knows only the migrations listed on standard input can't run beside this one."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print what the other version does not tolerate. Raises CommandError if there is anything."""
        known = {(app, name) for app, name in MIGRATION.findall(sys.stdin.read())}
        if not known:
            raise CommandError(
                "No migration on standard input: list the files, like marketplace/migrations/0001_initial.py"
            )
        obstacles = find_obstacles(known | _of_packages())
        for (app, name), operations in obstacles.items():
            for operation in operations:
                self.stderr.write(f"{app}.{name}: {operation}")
        if obstacles:
            raise CommandError("The version before does not tolerate these migrations.", returncode=3)
        self.stdout.write("The version before tolerates all migrations.")


def _of_packages() -> set[tuple[str, str]]:
    """Return the migrations that packages bring along: they are not listed, and their own releases answer for them."""
    ours = {config.label for config in apps.get_app_configs() if "." not in config.name}
    return {key for key in MigrationLoader(None).disk_migrations if key[0] not in ours}
