"""`manage.py list_words`: the words that search corrects misspelt ones to, anew from the catalogue."""

from typing import Any

from django.core.management import BaseCommand

from marketplace.models import Word


class Command(BaseCommand):
    """List the words, as the scheduled task does."""

    help = "List the words of the catalogue anew, to which search corrects misspelt ones."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        """List them and say how many they are."""
        count = Word.objects.rebuild()
        if verbosity:
            self.stdout.write(f"{count} words")
