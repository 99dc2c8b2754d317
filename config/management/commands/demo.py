"""`manage.py demo`: the whole site on this machine, with shops, shoppers and nothing to set up."""

import os
import shutil
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection, connections

from config.demo import passwords, site
from config.demo.address import Address
from config.demo.people import SIGN_INS
from config.demo.processes import Programs, VitalProgramError
from config.demo.product_pictures import copy_pictures

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Prepare the site, run it until Ctrl-C, and leave no process behind."""

    help = "Run the whole site with demo data: web server, worker, clock and a simulator of shoppers."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the address and the options."""
        parser.add_argument("addrport", nargs="?", default="8000", help="port, or host:port (default 127.0.0.1:8000)")
        parser.add_argument("--reset", action="store_true", help="drop the data of earlier runs first")
        parser.add_argument("--pace", type=float, default=4.0, help="seconds between simulated purchases (default 4)")
        parser.add_argument("--force", action="store_true", help="also where other machines can reach it")
        parser.add_argument("--no-simulator", action="store_true", help="leave the shops to real people")

    def handle(
        self, *args: Any, addrport: str, reset: bool, pace: float, no_simulator: bool, force: bool, **options: Any
    ) -> None:
        """Run the demo. Raises CommandError when it cannot run here, or its web server ends."""
        address = usable(addrport, force=force)
        if not 0 < pace <= 3600:
            raise CommandError("--pace is a number of seconds, above 0 and up to 3600")
        if reset and os.environ.get("DATABASE_URL"):
            raise CommandError("--reset is for the embedded database; empty the one that DATABASE_URL names yourself")
        for ending in ENDINGS:
            if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:  # nohup asks to outlive it
                signal.signal(ending, signal.default_int_handler)
        try:
            if reset:
                with self.step("Dropping earlier data"):
                    drop_data()
            self.prepare(address)
            self.run(address, None if no_simulator else pace)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def prepare(self, address: Address) -> None:
        """Bring the database, the passwords, the pictures and the static files up to date."""
        with without_time_limits():
            self.prepare_database()
        self.known = {email: password for _, email, password in SIGN_INS}
        if site.is_local(address):
            passwords.restore_known()
        else:
            self.known = passwords.make_own()
            os.environ[passwords.VARIABLE] = self.known[""]
        with self.step("Pictures"):
            copy_pictures(Path(settings.MEDIA_ROOT) / "products")
        with self.step("Static files"):
            call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()

    def prepare_database(self) -> None:
        """Bring the schema up to date, and load the demo where it is missing."""
        with self.step("Database schema"):
            call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.filter(email=SIGN_INS[0][1]).exists():
            with self.step("Shops, products and people"):
                call_command("load_demo", "--no-pictures", verbosity=0)

    def run(self, address: Address, pace: float | None) -> None:
        """Run the programs until Ctrl-C. Raises CommandError when the web server ends."""
        programs = Programs(Path(settings.DATA_DIR) / "log", settings.BASE_DIR, site.environment(address), self.say)
        try:
            with self.step("Web server"):
                programs.add(site.web(address))
                if not site.wait_until_it_answers(address, programs.look, programs.moves):
                    raise CommandError(f"The site does not answer; look into {programs.logs}")
            for program in site.helpers(address, pace):
                programs.add(program)
            self.welcome(address)
            programs.watch()
        except VitalProgramError as error:
            raise CommandError(f"The demo stops, for its {error} program has ended.") from None
        finally:
            for ending in ENDINGS:
                signal.signal(ending, signal.SIG_IGN)
            programs.stop()

    def welcome(self, address: Address) -> None:
        """Print where the site is and who can sign in."""
        widths = [max(len(row[column]) for row in SIGN_INS) for column in range(2)]
        self.say("")
        self.say(f"Open {self.style.SUCCESS(address.base + '/')} and sign in as")
        for role, email, _ in SIGN_INS:
            self.say(f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {self.known[email]}")
        if site.is_local(address):
            self.say(f"Mails it writes can be read at {address.base}/outbox/")
        else:
            self.say("Others can reach it, so these passwords are new. They are shown this once.")
        self.say("")
        self.say("Ctrl-C stops everything; the data stays for the next time.")

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Name a step while it runs, then the seconds it took."""
        began = time.monotonic()
        self.stdout.write(f"{what} ".ljust(34, "."), ending=" ")
        self.stdout.flush()
        try:
            yield
        except BaseException:
            self.say("")
            raise
        self.say(f"{time.monotonic() - began:.1f} s")


def usable(addrport: str, *, force: bool = False) -> Address:
    """Return the address to listen on. Raises CommandError when it is none, busy, or unless forced open to others."""
    try:
        address = Address.parse(addrport)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if not (force or site.is_local(address)):
        raise CommandError(
            f"Other machines could reach the demo at {address.host}, or by a name in SITE_ORIGINS, and its accounts, "
            "money and mail are for play. --force opens it all the same, with new passwords"
        )
    if refusal := address.refusal():
        raise CommandError(refusal)
    return address


@contextmanager
def without_time_limits() -> Iterator[None]:
    """Let statements and the pauses between them take as long as they do; pages have limits, a set-up does not.

    Under load, `migrate` thinks for longer than a transaction may otherwise idle.
    """
    options = connection.settings_dict["OPTIONS"]
    before = options["options"]
    _connect_anew(f"{before} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0")
    try:
        yield
    finally:
        _connect_anew(before)


def _connect_anew(options: str) -> None:
    database: Any = connections["default"]
    database.close()
    database.close_pool()
    database.settings_dict["OPTIONS"]["options"] = options


def drop_data() -> None:
    """Empty the database, the cache and the uploads. Raises CommandError while others work on the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    except OperationalError as error:
        raise CommandError(f"The data is in use, stop the other commands of this site first: {error}") from error
    cache.clear()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
