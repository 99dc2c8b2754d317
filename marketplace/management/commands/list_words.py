"""`manage.py list_words`: rebuild the vocabulary for the correction of typos in searches."""

from typing import Any

from django.core.management import BaseCommand

from marketplace.models import Word


class Command(BaseCommand):
    """Rebuilds the vocabulary, as the scheduled task does."""

    help = "Rebuild the list of the catalogue's words, used to correct typos in searches."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        """Rebuild the list and print the number of words."""
        count = Word.objects.rebuild()
        if verbosity:
            self.stdout.write(f"{count} words")
