"""`manage.py first_steps`: ask for the parts that a new site lacks, and say plainly which are missing."""

import getpass
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.urls import reverse

from marketplace.operations import first_steps
from marketplace.operations.first_steps import STEPS, find_missing

PASSWORD_VARIABLE = "FIRST_STEPS_PASSWORD"  # noqa: S105 - the name of a variable
SUGGESTED = "Clothing, Shoes, Home, Books, Music, Toys"


class Command(BaseCommand):
    """Asks for an administrator and categories, tries the mail server, and lists the rest."""

    help = (
        "Set up a new site. Each step can be skipped and repeated. The exit code is 1 while a part is missing. "
        f"Without a terminal, pass options; the administrator's password comes from {PASSWORD_VARIABLE}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="ask nothing")
        parser.add_argument("--administrator", metavar="EMAIL", help="create an administrator with this address")
        parser.add_argument("--name", default="", help="name of the administrator")
        parser.add_argument("--categories", metavar="NAMES", help="create categories, separated by commas")
        parser.add_argument("--mail-to", metavar="EMAIL", help="send a mail to this address")
        names = [step.name for step in STEPS]
        parser.add_argument("--skip", action="append", default=[], choices=names, help="leave a step out")

    def handle(self, *args: Any, interactive: bool, skip: list[str], **options: Any) -> None:
        """Go through the steps. Raises CommandError, with the exit code 1, while a part is missing."""
        self.interactive = interactive and sys.stdin.isatty()
        failed = []
        for name, take in (
            ("administrator", self._administrator),
            ("categories", self._categories),
            ("mail", self._mail),
        ):
            if name not in skip and not self._take(take, options):
                failed.append(name)
        missing = [step for step in find_missing() if step.name not in skip]
        for step in STEPS:
            state = "skipped" if step.name in skip else "missing" if step in missing else "ok"
            self.stdout.write(f"{state:8} {step.title}{f': {step.missing}' if step in missing else ''}")
        if missing or failed:
            names = ", ".join(dict.fromkeys([*failed, *(step.name for step in missing)]))
            raise CommandError(f"Not ready to sell yet: {names}.")
        self.stdout.write(f"Ready to sell. A seller now opens a shop at {reverse('marketplace:seller_shop_open')}.")

    def _take(self, step: Callable[[dict[str, Any]], None], options: dict[str, Any]) -> bool:
        """Take a step until it succeeds or is skipped; without a terminal once."""
        while True:
            try:
                step(options)
            except (ValidationError, OSError) as error:
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                self.stderr.write(f"That did not work: {reason}")
                if not self.interactive:
                    return False
                # The options failed: from now on the answers count.
                options.update(administrator=None, categories=None, mail_to=None)
            else:
                return True

    def _administrator(self, options: dict[str, Any]) -> None:
        email, is_done = options["administrator"], _is_done("administrator")
        if not email and not is_done:
            email = self._ask("Email address of the administrator")
        if not email or (is_done and first_steps.has_administrator(email)):
            return
        name = options["name"] or self._ask("Name of the administrator")
        password = os.environ.get(PASSWORD_VARIABLE) or (getpass.getpass("Password: ") if self.interactive else "")
        if not password:
            raise ValidationError(f"The administrator needs a password: set {PASSWORD_VARIABLE}.")
        first_steps.create_administrator(email, name, password)
        self.stdout.write(f"{email} can now sign in at /admin/.")

    def _categories(self, options: dict[str, Any]) -> None:
        names = options["categories"]
        if not names and not _is_done("categories"):
            names = self._ask(f"Categories, separated by commas, such as: {SUGGESTED}")
        if names:
            created = first_steps.create_categories(names.split(","))
            self.stdout.write(f"Created {created} categories.")

    def _mail(self, options: dict[str, Any]) -> None:
        email = options["mail_to"] or self._ask("Address for a trial mail")
        if email:
            first_steps.send_trial_mail(email)
            self.stdout.write(f"A mail to {email} was handed over. Check that it arrives.")

    def _ask(self, question: str) -> str:
        """Return the answer; empty to skip, and without a terminal."""
        return input(f"{question} (empty to skip): ").strip() if self.interactive else ""


def _is_done(name: str) -> bool:
    return next(step for step in STEPS if step.name == name).is_done()
