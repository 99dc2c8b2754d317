"""`manage.py sell_out`: buys random items of a running site, through its pages, until they are sold out."""

import asyncio
import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config.demo.simulator.browser import SiteUnavailableError
from config.demo.simulator.sell_out import SellOut
from marketplace.models import Product


class Command(BaseCommand):
    """Let simulated guests buy everything."""

    help = "Let guests buy random items of a running site with a test card, until all are sold out."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="*", help="products to sell out (default: all products on sale)")
        parser.add_argument("--base", default="http://localhost:8000", help="address of the site")
        parser.add_argument("--rate", type=float, default=2.0, help="purchases a second, on average")
        parser.add_argument("--limit", type=int, default=0, help="number of purchases to stop after (0: no limit)")

    def handle(self, *args: Any, slug: list[str], base: str, rate: float, limit: int, **options: Any) -> None:
        """Buy. Raises CommandError for invalid options, and if the site is unavailable."""
        if not 0 < rate <= 100 or limit < 0:
            raise CommandError("--rate is above 0 and at most 100, --limit 0 or more")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        buyers = SellOut(base, self.find_paths(slug), rate, limit, self.print_line)
        try:
            bought = asyncio.run(buyers.run())
        except SiteUnavailableError as error:
            raise CommandError(f"{base}: {error}") from error
        self.print_line(f"{bought} purchases")

    def find_paths(self, slugs: list[str]) -> list[str]:
        """Return the paths of these products, or of all on sale. Raises CommandError for one that is not on sale."""
        on_sale = Product.objects.released()
        paths = {
            product.slug: product.get_absolute_url()
            for product in (on_sale.filter(slug__in=slugs) if slugs else on_sale)
        }
        if missing := set(slugs) - paths.keys():
            raise CommandError(f"Not on sale: {', '.join(sorted(missing))}")
        return list(paths.values())

    def print_line(self, line: str) -> None:
        """Print a line without buffering, also to a file."""
        self.stdout.write(line)
        self.stdout.flush()
