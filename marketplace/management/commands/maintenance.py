"""`manage.py maintenance on|off|status`: switch the maintenance mode of the running site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from marketplace.models import Maintenance


class Command(BaseCommand):
    """Switches the maintenance mode."""

    help = "Let people read pages, but change nothing. All processes follow within seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("state", choices=["on", "off", "status"])
        parser.add_argument("--message", default="", help="a sentence for visitors, for example when it ends")

    def handle(self, *args: Any, state: str, message: str, **options: Any) -> None:
        """Switch the mode, and print its state."""
        if state == "on":
            Maintenance.begin(message)
        elif state == "off":
            Maintenance.end()
        current = Maintenance.objects.first()
        since = f" since {current.since:%Y-%m-%d %H:%M} UTC" if current else ""
        self.stdout.write(f"Maintenance mode is {'on' if current else 'off'}{since}.")
