"""`manage.py load_demo`: shops, people, products and ninety days of orders, invented and consistent."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from activity import recent
from config.demo import baskets, bookkeeping, catalogue, haggling, history, loading, looks, passwords
from config.demo.people import SIGN_INS, people
from config.demo.product_pictures import copy_pictures
from leaderboard.models import Place
from marketplace.gateways.test import TestCharge
from marketplace.models import Category, User, Word


class Command(BaseCommand):
    """Load the demo, once."""

    help = "Load demo shops, people, products and orders; does nothing when they are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--reset", action="store_true", help="wipe people, catalogue and orders first")
        parser.add_argument("--force", action="store_true", help="also on a site that others can reach")
        parser.add_argument("--no-pictures", action="store_false", dest="pictures", help="copy no picture files")

    def handle(self, *args: Any, reset: bool, force: bool, pictures: bool, verbosity: int = 1, **options: Any) -> None:
        """Load it. Raises CommandError on a site that is not this machine's own, unless forced."""
        if not (settings.IS_LOCAL or force):
            raise CommandError("SITE_ORIGINS names a site that others can reach; --force loads play data all the same")
        self.verbosity = verbosity
        if not reset and is_loaded():
            self.say("The demo is loaded already.")
            return
        if pictures:
            self.copy_pictures(Path(settings.MEDIA_ROOT) / "products", reset=reset)
        with transaction.atomic():
            # On a busy machine statements, and the pauses between them, take longer than a page may wait.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SET LOCAL statement_timeout = 0")
            if reset:
                wipe()
            self.load(catalogue.products())
            if not settings.IS_LOCAL:
                self.tell_passwords(passwords.make_own())

    def copy_pictures(self, folder: Path, *, reset: bool) -> None:
        """Copy the picture files, before any row is written: a demo without them would count as loaded."""
        if reset:
            shutil.rmtree(folder, ignore_errors=True)
        self.say(f"{copy_pictures(folder)} picture files")

    def load(self, products: list[catalogue.PlannedProduct]) -> None:
        """Write all rows; part of a transaction."""
        now = timezone.now()
        everybody = people()
        users = loading.save_people(everybody, now)
        shops = loading.save_shops(users, now)
        self.say(f"{len(users)} people, {len(shops)} shops")
        items = loading.save_products(products, shops, now)
        self.say(f"{len(products)} products in {len(items)} sizes")
        planned = history.orders(everybody, products, timezone.localtime(now))
        paid = bookkeeping.save_orders(planned, users, items)
        self.say(f"{len(planned)} orders, {len(paid)} of them paid")
        self.say(f"{looks.save_looks(now)} looks at products")
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        self.say(f"{baskets.save_carts(now, midnight)} carts of yesterday and today")
        bookkeeping.save_mails(now)
        self.say(f"{bookkeeping.save_activities(paid, now)} recent purchases to tell of")
        self.say(f"{haggling.save_trades(products, items, users, everybody)} negotiations, live and closed")
        self.say(f"{Place.objects.take(timezone.localdate(now))} places on the leaderboard as the day began")
        self.say(f"{Word.objects.rebuild()} words to search by")

    def tell_passwords(self, made: dict[str, str]) -> None:
        """Print, this once, the passwords of those who are meant to be tried."""
        for role, email, _ in SIGN_INS:
            self.stdout.write(f"  {role}: {email}  {made[email]}")

    def say(self, line: str) -> None:
        """Print a line of progress."""
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()


def is_loaded() -> bool:
    """Tell whether the demo's cast is there."""
    return User.objects.filter(email=SIGN_INS[0][1]).exists()


def wipe() -> None:
    """Empty the tables of people, categories and play money, and all that hang on them; part of a transaction."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (User, Category, TestCharge))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    transaction.on_commit(recent.renew, robust=True)
