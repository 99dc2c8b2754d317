"""`sold_at` follows every change of the status."""

import pytest
from django.db import connection

from marketplace.models import Product
from tests import cast

pytestmark = pytest.mark.django_db


def by_sql(product: Product, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE marketplace_product SET status = %s WHERE id = %s", [status, product.pk])
    product.refresh_from_db()


def test_it_is_set_when_a_product_becomes_sold_and_cleared_when_it_is_no_more():
    product = cast.product()
    by_sql(product, "sold")
    assert product.sold_at is not None
    by_sql(product, "active")
    assert product.sold_at is None


def test_saving_a_stale_object_keeps_it():
    product = cast.product()
    stale = Product.objects.get(pk=product.pk)
    by_sql(product, "sold")
    stale.status = Product.Status.SOLD
    stale.save()
    stale.refresh_from_db()
    assert stale.sold_at == product.sold_at


def test_nobody_can_write_it_by_hand():
    product = cast.product()
    Product.objects.filter(pk=product.pk).update(sold_at="2020-01-01T00:00Z")
    product.refresh_from_db()
    assert product.sold_at is None
