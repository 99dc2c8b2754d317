"""`manage.py simulate`: simulates shoppers on a running site, through its pages."""

import asyncio
import logging
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config.demo.simulator.crowd import Crowd
from config.demo.simulator.shopper import Pace


class Command(BaseCommand):
    """Run the simulator until Ctrl-C, or until its limit of purchases."""

    help = "Simulate shoppers on a running site: they browse, fill carts, leave, and buy with test cards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--base", default="http://localhost:8000", help="address of the site")
        parser.add_argument("--pace", type=float, default=6.0, help="seconds between purchases, on average")
        parser.add_argument("--shoppers", type=int, default=8, help="number of shoppers at the same time")
        parser.add_argument("--limit", type=int, default=0, help="number of purchases to stop after (0: no limit)")

    def handle(self, *args: Any, base: str, pace: float, shoppers: int, limit: int, **options: Any) -> None:
        """Simulate shoppers. Raises CommandError for invalid options."""
        if pace <= 0 or not 1 <= shoppers <= 200 or limit < 0:
            raise CommandError("--pace is above 0, --shoppers from 1 to 200, --limit 0 or more")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        asyncio.run(self.simulate(Pace(pace, limit), base, shoppers))

    async def simulate(self, pace: Pace, base: str, shoppers: int) -> None:
        """Run the crowd until the limit, Ctrl-C or SIGTERM."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, pace.done.set)
        await Crowd(base, pace, self.print_line, shoppers).run()
        self.print_line(f"{pace.bought} purchases")

    def print_line(self, line: str) -> None:
        """Print a line without buffering, also to a file."""
        self.stdout.write(line)
        self.stdout.flush()
