"""`manage.py demo`: runs the whole site on this machine with demo data, without any set-up."""

import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connections

from config.demo.data import passwords
from config.demo.data.people import SIGN_INS
from config.demo.data.product_pictures import copy_pictures
from config.demo.launcher import services
from config.demo.launcher.address import Address
from config.demo.launcher.database import delete_data, disable_timeouts
from config.demo.launcher.processes import Supervisor, VitalServiceError

END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Prepare the site, run it until Ctrl-C, and stop all its processes."""

    help = "Run the whole site with demo data: web server, workers, scheduler and a simulator of shoppers."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the address and the options."""
        parser.add_argument("addrport", nargs="?", default="8000", help="port, or host:port (default 127.0.0.1:8000)")
        parser.add_argument("--reset", action="store_true", help="delete the data of earlier runs first")
        parser.add_argument("--pace", type=float, default=4.0, help="seconds between simulated purchases (default 4)")
        parser.add_argument("--force", action="store_true", help="run even if other machines can reach it")
        parser.add_argument("--no-simulator", action="store_true", help="run without simulated shoppers")

    def handle(
        self, *args: Any, addrport: str, reset: bool, pace: float, no_simulator: bool, force: bool, **options: Any
    ) -> None:
        """Run the demo. Raises CommandError if it cannot run here, or if its web server ends."""
        address = check_address(addrport, force=force)
        if not 0 < pace <= 3600:
            raise CommandError("--pace is a number of seconds, above 0 and up to 3600")
        if reset and os.environ.get("DATABASE_URL"):
            raise CommandError("--reset is for the embedded database; empty the one that DATABASE_URL names yourself")
        for number in END_SIGNALS:
            # Under nohup, SIGHUP stays ignored.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler)
        try:
            if reset:
                self.delete_data()
            self.prepare(address)
            self.run(address, None if no_simulator else pace)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def delete_data(self) -> None:
        """Delete the data of earlier runs. Raises CommandError while the database is in use."""
        with self.time_step("Deleting earlier data"):
            try:
                delete_data()
            except OperationalError as error:
                message = f"The data is in use; stop the other commands of this site first: {error}"
                raise CommandError(message) from error

    def prepare(self, address: Address) -> None:
        """Bring the database, the passwords, the pictures and the static files up to date."""
        with disable_timeouts():
            self.prepare_database()
        self.passwords = {email: password for _, email, password in SIGN_INS}
        if services.is_local(address):
            passwords.restore_known_password()
        else:
            self.passwords = passwords.set_new_passwords()
            os.environ[passwords.VARIABLE] = self.passwords[""]
        with self.time_step("Pictures"):
            copy_pictures(Path(settings.MEDIA_ROOT) / "products")
        with self.time_step("Static files"):
            call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()

    def prepare_database(self) -> None:
        """Migrate the database, and load the demo data if it is missing."""
        with self.time_step("Database schema"):
            call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.filter(email=SIGN_INS[0][1]).exists():
            with self.time_step("Shops, products and people"):
                call_command("load_demo", "--no-pictures", verbosity=0)

    def run(self, address: Address, pace: float | None) -> None:
        """Run the services until Ctrl-C. Raises CommandError if the web server ends."""
        logs, environment = Path(settings.DATA_DIR) / "log", services.make_environment(address)
        supervisor = Supervisor(logs, settings.BASE_DIR, environment, self.print_line)
        try:
            with self.time_step("Web server"):
                supervisor.add(services.make_web_server(address))
                if not services.wait_until_ready(address, supervisor.check, supervisor.measure_progress):
                    raise CommandError(f"The site does not answer; see the logs in {logs}")
            for service in services.make_background_services(address, pace):
                supervisor.add(service)
            self.print_welcome(address)
            supervisor.watch()
        except VitalServiceError as error:
            raise CommandError(f"The demo stops because its service {error} has ended.") from None
        finally:
            # A second Ctrl-C must not interrupt the stopping and leave processes behind.
            for number in END_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            supervisor.stop()

    def print_welcome(self, address: Address) -> None:
        """Print the address of the site and the accounts to sign in with."""
        widths = [max(len(row[column]) for row in SIGN_INS) for column in range(2)]
        self.print_line("")
        self.print_line(f"Open {self.style.SUCCESS(address.base + '/')} and sign in as")
        for role, email, _ in SIGN_INS:
            self.print_line(f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {self.passwords[email]}")
        if services.is_local(address):
            self.print_line(f"Its mails are at {address.base}/outbox/")
        else:
            self.print_line(
                "Other machines can reach the site, so these passwords are new. They are printed only this once."
            )
        self.print_line("")
        self.print_line("Ctrl-C stops everything; the data stays for the next time.")

    def print_line(self, line: str) -> None:
        """Print a line without buffering, also to a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    @contextmanager
    def time_step(self, name: str) -> Iterator[None]:
        """Print the name of a step, and the seconds it took at its end."""
        started_at = time.monotonic()
        self.stdout.write(f"{name} ".ljust(34, "."), ending=" ")
        self.stdout.flush()
        try:
            yield
        except BaseException:
            self.print_line("")
            raise
        self.print_line(f"{time.monotonic() - started_at:.1f} s")


def check_address(addrport: str, *, force: bool = False) -> Address:
    """Return the address to listen on.

    Raises CommandError for an invalid or busy address, and without `force` for one that other machines can reach.
    """
    try:
        address = Address.parse(addrport)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if not (force or services.is_local(address)):
        raise CommandError(
            f"Other machines could reach the demo at {address.host} or by a name in SITE_ORIGINS, but its accounts, "
            "payments and mails are not real. Use --force to run it with new passwords"
        )
    if problem := address.find_problem():
        raise CommandError(problem)
    return address
