"""`manage.py release <slug> ...`: open drops now, and update open pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from marketplace.errors import Refused
from marketplace.models import Product


class Command(BaseCommand):
    """Opens drops."""

    help = "Open drops now, like “Release now” in the seller dashboard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="+", help="slug in the product's URL")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        """Release each product. Raises CommandError for an unknown or open one; those before it are released."""
        for each in slug:
            product = Product.objects.filter(slug=each).first()
            if product is None:
                raise CommandError(f"There is no product {each!r}.")
            try:
                product.release()
            except Refused as refused:
                raise CommandError(f"{product.title}: {refused.message}") from None
            self.stdout.write(f"{product.title} is open.")
