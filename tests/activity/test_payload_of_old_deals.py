"""The migration removes private titles of deals from purchases recorded before lines had a source."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from activity.models import PurchaseActivity
from marketplace.models import OrderLine
from tests import cast
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEFORE = [("activity", "0003_counts_and_hiding")]
WORDS = "Psst Quillfeather scratched one"


def test_old_purchases_of_deals_show_the_catalogues_title_and_no_price():
    item = cast.item(title="Tide High-Top")
    room = rooms.negotiating(item, title=WORDS, price=Decimal("31.07"), quantity=1)
    unlisted = rooms.negotiating(title=WORDS)
    orders = [one.trade.accept(by=one.bob, version=1) for one in (room, unlisted)]
    for order in orders:
        cast.attempt_payment(order)
    bought = cast.paid_order(cast.guest(), (item, 1))
    PurchaseActivity.objects.filter(order=orders[0]).update(title=WORDS)
    # The rows before the earlier migration: every line with a product counted as one of the catalogue.
    OrderLine.objects.filter(product__isnull=False).update(source="catalogue")
    with connection.cursor() as cursor:
        cursor.execute(import_module("marketplace.migrations.0015_order_line_source").MARK_DEALS)
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(BEFORE)
    finally:
        MigrationExecutor(connection).migrate(everything)
    shown = PurchaseActivity.objects.select_related("product")
    old, private, ordinary = (shown.get(order=order) for order in (*orders, bought))
    assert (old.title, old.toast.amount) == ("Tide High-Top", None)
    assert (private.title, private.toast.amount) == (f"something by private deal at {unlisted.trade.shop.name}", None)
    assert (ordinary.toast.title, ordinary.toast.amount) == ("Tide High-Top", Decimal("49.90"))
