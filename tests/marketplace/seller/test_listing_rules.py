"""Database constraints of listings: the owner of an item, unique SKUs, and slugs in use."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from marketplace.models import Item, Product
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_an_item_is_of_its_products_shop_however_it_is_written():
    product = cast.product()
    Item.objects.bulk_create([Item(product=product, label="L"), Item(product=product, label="XL")])
    item = Item.objects.get(label="L")
    item.shop = cast.shop()
    item.save()
    assert set(Item.objects.values_list("shop", flat=True)) == {product.shop_id}


def test_items_move_with_their_product():
    product, shop = cast.product(), cast.shop()
    Product.objects.update(shop=shop)
    assert Item.objects.get(product=product).shop == shop


def test_a_sku_twice_in_a_shop_is_refused_by_the_database():
    shop = cast.shop()
    first, second = cast.item(in_shop=shop), cast.item(in_shop=shop)
    with pytest.raises(IntegrityError, match="item_sku_once_per_shop"), connection.cursor() as cursor:
        cursor.execute("UPDATE marketplace_item SET sku = %s WHERE id = %s", [first.sku, second.pk])


def test_a_sku_twice_in_a_shop_is_refused_before_that_by_its_name():
    shop = cast.shop()
    first, second = cast.item(in_shop=shop), cast.item(in_shop=shop)
    second.sku = first.sku
    with pytest.raises(ValidationError) as refused:
        second.full_clean()
    assert refused.value.message_dict == {"sku": [f"{first.product.title} has this SKU."]}


def test_no_sku_may_stand_often():
    shop = cast.shop()
    for _ in range(2):
        cast.product(in_shop=shop).items.update(sku="")
    assert Item.objects.filter(sku="").count() == 2


def test_what_was_public_is_known_to_have_been():
    product = cast.product(status=Product.Status.DRAFT)
    assert not Product.objects.get().was_public
    for status in ("active", "draft"):
        Product.objects.update(status=status)
    product.was_public = False
    product.save()
    assert Product.objects.get().was_public
