"""`manage.py release <slug> ...`: open drops now; every page that shows them follows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from marketplace.errors import Refused
from marketplace.models import Product


class Command(BaseCommand):
    """Open drops."""

    help = "Open drops now, as their seller would."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="+", help="what stands in the product's address")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        """Release each. Raises CommandError for an unknown one, or one that is open; those before it are released."""
        for each in slug:
            product = Product.objects.filter(slug=each).first()
            if product is None:
                raise CommandError(f"There is no product {each!r}.")
            try:
                product.release()
            except Refused as refused:
                raise CommandError(f"{product.title}: {refused.message}") from None
            self.stdout.write(f"{product.title} is open.")
