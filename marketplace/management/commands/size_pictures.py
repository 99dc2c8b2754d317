"""`manage.py size_pictures`: the smaller sizes of older pictures, at once instead of by and by."""

from typing import Any

from django.core.management.base import BaseCommand

from marketplace.pictures.maintenance import delete_orphan_files, size_pictures


class Command(BaseCommand):
    """Draw what is missing, and delete files that belong to no picture. It can be ended and started again."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do all of it."""
        self.stdout.write(f"{size_pictures(float('inf'))} pictures sized, {delete_orphan_files()} files deleted")
