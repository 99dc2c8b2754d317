"""`manage.py simulate`: shoppers who browse, buy and abandon on a running site, through its pages."""

import asyncio
import logging
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config.demo.shopper import Pace
from config.demo.simulator import Crowd


class Command(BaseCommand):
    """Run the simulator until it is stopped, or has bought enough."""

    help = "Simulate shoppers on a running site: they browse, add, abandon and buy with test cards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--base", default="http://localhost:8000", help="address of the site")
        parser.add_argument("--pace", type=float, default=6.0, help="seconds between purchases, on average")
        parser.add_argument("--shoppers", type=int, default=8, help="how many shop at the same time")
        parser.add_argument("--limit", type=int, default=0, help="stop after so many purchases (0: never)")

    def handle(self, *args: Any, base: str, pace: float, shoppers: int, limit: int, **options: Any) -> None:
        """Simulate. Raises CommandError for options that make no sense."""
        if pace <= 0 or not 1 <= shoppers <= 200 or limit < 0:
            raise CommandError("--pace is above 0, --shoppers from 1 to 200, --limit 0 or more")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        asyncio.run(self.simulate(Pace(pace, limit), base, shoppers))

    async def simulate(self, pace: Pace, base: str, shoppers: int) -> None:
        """Let the crowd shop until the limit, Ctrl-C or SIGTERM."""
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(ending, pace.done.set)
        await Crowd(base, pace, self.say, shoppers).run()
        self.say(f"{pace.bought} purchases")

    def say(self, line: str) -> None:
        """Log a line at once, also into a file."""
        self.stdout.write(line)
        self.stdout.flush()
