"""`manage.py size_pictures`: create the smaller sizes of all older pictures now, and delete orphaned files."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.pictures.maintenance import delete_orphan_files, size_pictures


class Command(BaseCommand):
    """Creates missing sizes and deletes orphaned files. It can be interrupted and started again."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Process all pictures and print the numbers."""
        self.stdout.write(f"{size_pictures(float('inf'))} pictures sized, {delete_orphan_files()} files deleted")
