"""Rows older than the columns that tell of them are brought up to date by the migration."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from marketplace.models import Product
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = [("marketplace", "0001_initial")], [("marketplace", "0005_what_was_sold_before")]


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.fixture
def at_the_beginning(transactional_db):
    """The schema as it was before `sold_at` was kept; it is as of now again afterwards."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield migrate(BEFORE)
    finally:
        migrate(everything)


def test_old_sold_products_get_an_estimated_time_and_sale(at_the_beginning):
    apps = at_the_beginning
    owner = apps.get_model("marketplace", "User").objects.create(
        email="alice@example.com", date_joined="2026-01-01T00:00Z"
    )
    shop = apps.get_model("marketplace", "Shop").objects.create(owner=owner, name="Old", slug="old")
    category = apps.get_model("marketplace", "Category").objects.create(name="Shoes", slug="shoes")
    product = apps.get_model("marketplace", "Product").objects
    for status in ("sold", "active", "draft"):
        product.create(shop=shop, category=category, title=status, slug=status, price="12.00", status=status)
    product.update(updated_at="2026-03-05T10:00Z", sold_at=None)
    apps = migrate(AFTER)
    products, sales = (apps.get_model("marketplace", name).objects for name in ("Product", "SaleFact"))
    sold = products.get(slug="sold")
    assert sold.sold_at == sold.updated_at
    assert sold.is_sold_at_estimated and not sold.is_marked_sold
    assert not products.exclude(slug="sold").filter(sold_at__isnull=False).exists()
    sale = sales.get()
    assert (sale.product, sale.seller_id, sale.quantity, sale.amount) == (sold, owner.pk, 1, sold.price)
    assert (sale.sold_at, sale.estimated) == (sold.sold_at, True)


def test_a_product_sold_now_is_not_estimated():
    product = cast.product()
    product.mark_sold()
    assert not Product.objects.get().is_sold_at_estimated
