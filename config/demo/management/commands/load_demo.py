"""`manage.py load_demo`: loads shops, people, products and ninety days of orders."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from activity import toast_cache
from config.demo.data import (
    cart_loader,
    catalogue_loader,
    negotiation_loader,
    order_loader,
    passwords,
    product_view_loader,
)
from config.demo.data.catalogue import plan_products
from config.demo.data.order_history import plan_orders
from config.demo.data.people import SIGN_INS, make_people
from config.demo.data.product_pictures import copy_pictures
from leaderboard.models import RankSnapshot
from marketplace.gateways.fake import TestCharge
from marketplace.models import Category, User, Word


class Command(BaseCommand):
    """Load the demo data, unless it is loaded already."""

    help = "Load demo shops, people, products and orders; do nothing if they are loaded already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--reset", action="store_true", help="delete people, catalogue and orders first")
        parser.add_argument("--force", action="store_true", help="load even if other machines can reach the site")
        parser.add_argument("--no-pictures", action="store_false", dest="pictures", help="copy no picture files")

    def handle(self, *args: Any, reset: bool, force: bool, pictures: bool, verbosity: int = 1, **options: Any) -> None:
        """Load the data. Raises CommandError without `force` on a site that other machines can reach."""
        if not (settings.IS_LOCAL or force):
            raise CommandError(
                "SITE_ORIGINS names a site that other machines can reach. Use --force to load demo data all the same"
            )
        self.verbosity = verbosity
        if not reset and is_loaded():
            self.print_line("The demo data is loaded already.")
            return
        if pictures:
            self.copy_pictures(Path(settings.MEDIA_ROOT) / "products", reset=reset)
        with transaction.atomic():
            # The timeouts are meant for pages; on a busy machine the loading takes longer.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SET LOCAL statement_timeout = 0")
            if reset:
                delete_rows()
            self.load_rows()
            if not settings.IS_LOCAL:
                self.print_passwords(passwords.set_new_passwords())

    def copy_pictures(self, folder: Path, *, reset: bool) -> None:
        """Copy the picture files. This comes before the rows: a demo without pictures would count as loaded."""
        if reset:
            shutil.rmtree(folder, ignore_errors=True)
        self.print_line(f"{copy_pictures(folder)} picture files")

    def load_rows(self) -> None:
        """Write all rows; called inside a transaction."""
        now, people, products = timezone.now(), make_people(), plan_products()
        users = catalogue_loader.save_people(people, now)
        shops = catalogue_loader.save_shops(users, now)
        self.print_line(f"{len(users)} people, {len(shops)} shops")
        items = catalogue_loader.save_products(products, shops, now)
        self.print_line(f"{len(products)} products in {len(items)} sizes")
        planned = plan_orders(people, products, timezone.localtime(now))
        paid = order_loader.save_orders(planned, users, items)
        self.print_line(f"{len(planned)} orders, {len(paid)} of them paid")
        self.print_line(f"{product_view_loader.save_product_views(now)} product views")
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        self.print_line(f"{cart_loader.save_carts(now, midnight)} carts of yesterday and today")
        order_loader.save_mails(now)
        self.print_line(f"{order_loader.save_activities(paid, now)} recent purchase activities")
        self.print_line(f"{negotiation_loader.save_trades(products, items, users, people)} negotiations")
        self.print_line(
            f"{RankSnapshot.objects.record(timezone.localdate(now))} leaderboard ranks at the start of the day"
        )
        self.print_line(f"{Word.objects.rebuild()} search words")

    def print_passwords(self, new_passwords: dict[str, str]) -> None:
        """Print the new passwords of the sign-ins; they are not stored in plain text."""
        for role, email, _ in SIGN_INS:
            self.stdout.write(f"  {role}: {email}  {new_passwords[email]}")

    def print_line(self, line: str) -> None:
        """Print a line of progress."""
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()


def is_loaded() -> bool:
    """Tell whether the first account of the sign-ins exists."""
    return User.objects.filter(email=SIGN_INS[0][1]).exists()


def delete_rows() -> None:
    """Empty the tables of users, categories and fake charges, and all that refer to them, inside a transaction."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (User, Category, TestCharge))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    transaction.on_commit(toast_cache.start_generation, robust=True)
