"""Listings older than their rules are brought in line by the migration."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEFORE, AFTER = [("marketplace", "0005_what_was_sold_before")], [("marketplace", "0006_listing_rules")]


def migrate(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.fixture
def before(transactional_db):
    """The schema as it was before the rules; it is as of now again afterwards."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield migrate(BEFORE)
    finally:
        migrate(everything)


def test_skus_become_unique_and_addresses_that_were_out_stay(before):
    owners = before.get_model("marketplace", "User").objects
    shops = before.get_model("marketplace", "Shop").objects
    category = before.get_model("marketplace", "Category").objects.create(name="Shoes", slug="shoes")
    first, other = (
        shops.create(
            owner=owners.create(email=f"{name}@example.com", date_joined="2026-01-01T00:00Z"), name=name, slug=name
        )
        for name in ("first", "other")
    )
    products = before.get_model("marketplace", "Product").objects
    for shop, status in ((first, "active"), (first, "draft"), (other, "sold")):
        slug = f"{shop.slug}-{status}"
        product = products.create(shop=shop, category=category, title=slug, slug=slug, price="12.00", status=status)
        for label in ("S", "M"):
            product.items.create(label=label, sku="X" * 40 if label == "S" else "")
    apps = migrate(AFTER)
    items = apps.get_model("marketplace", "Item").objects.order_by("pk")
    assert [(item.shop_id == item.product.shop_id, item.product.was_public) for item in items] == [
        (True, True), (True, True), (True, False), (True, False), (True, True), (True, True),
    ]  # fmt: skip
    skus = [item.sku for item in items]
    assert skus[0] == skus[4] == "X" * 40
    assert skus[2] == f"{'X' * (39 - len(str(items[2].pk)))}-{items[2].pk}"
    assert skus[1::2] == ["", "", ""]
