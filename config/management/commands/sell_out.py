"""`manage.py sell_out`: buy random items of a running site, through its pages, until they are gone."""

import asyncio
import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config.demo.browser import SiteUnwellError
from config.demo.rush import Rush
from marketplace.models import Product


class Command(BaseCommand):
    """Let guests buy everything."""

    help = "Let guests buy random items of a running site with a test card, until all of them are gone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="*", help="products to buy up; without any, everything that is on sale")
        parser.add_argument("--base", default="http://localhost:8000", help="address of the site")
        parser.add_argument("--rate", type=float, default=2.0, help="purchases a second, on average")
        parser.add_argument("--limit", type=int, default=0, help="stop after so many purchases (0: never)")

    def handle(self, *args: Any, slug: list[str], base: str, rate: float, limit: int, **options: Any) -> None:
        """Buy. Raises CommandError for options that make no sense, and when the site is unwell."""
        if not 0 < rate <= 100 or limit < 0:
            raise CommandError("--rate is above 0 and at most 100, --limit 0 or more")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        rush = Rush(base, self.wanted(slug), rate, limit, self.say)
        try:
            bought = asyncio.run(rush.run())
        except SiteUnwellError as error:
            raise CommandError(f"{base}: {error}") from error
        self.say(f"{bought} purchases")

    def wanted(self, slugs: list[str]) -> list[str]:
        """Return the addresses of these products, or of all on sale. Raises CommandError for unknown ones."""
        on_sale = Product.objects.released()
        found = {
            product.slug: product.get_absolute_url()
            for product in (on_sale.filter(slug__in=slugs) if slugs else on_sale)
        }
        if missing := set(slugs) - found.keys():
            raise CommandError(f"Not on sale: {', '.join(sorted(missing))}")
        return list(found.values())

    def say(self, line: str) -> None:
        """Print a line at once, also into a file."""
        self.stdout.write(line)
        self.stdout.flush()
