"""Every page of the catalogue and of orders asks the database as often for many things as for a few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import toast_cache
from marketplace.accounts.visitors import Shopper
from marketplace.models import Item, Product, ProductImage
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]

MOST = {
    "marketplace:home": 13,
    "marketplace:category": 11,
    "marketplace:shop": 11,
    "marketplace:product": 13,
    "marketplace:product_sizes": 4,
    "marketplace:orders": 11,
    "marketplace:order": 14,
}


def furnish(buyer: Shopper, count: int) -> None:
    """Add products with pictures and sizes, sold a few of each, to the only shop, and one order of all of them."""
    shop = cast.shop()
    made = [cast.product(in_shop=shop, stock={"S": 9, "M": 9}) for _ in range(count)]
    made += [cast.product(in_shop=shop, released_at=None)]
    for product in made:
        ProductImage.objects.create(product=product, image="products/none.webp", width=10, height=10)
    cast.paid_order(buyer, *((Item.objects.filter(product=product)[0], 1) for product in made[:count]))


def queries(client, name: str, *args: str) -> int:
    address = reverse(name, args=args)
    # The list of recent purchases lies in the cache for ten seconds; let them begin now.
    toast_cache.start_generation()
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", MOST)
def test_a_page_needs_no_more_queries_for_more_things(client, name):
    user = cast.person("Bob Buyer")
    bob = Shopper(user, "0" * 32)
    client.force_login(user)
    counts = []
    for size in (2, 7):
        furnish(bob, size)
        product = Product.objects.filter(released_at__isnull=False).latest("pk")
        about = {
            "category": [product.category.slug],
            "shop": [product.shop.slug],
            "product": [product.slug],
            "product_sizes": [product.slug],
            "order": [user.orders.latest("pk").number],
        }
        counts.append(queries(client, name, *about.get(name.split(":")[1], [])))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST[name]
