"""Lists, searches and re-read partials need as many queries for many products as for a few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activity import toast_cache
from marketplace.catalogue import search, shelves
from marketplace.models import ProductImage, SaleFact, Shop
from tests import cast
from tests.marketplace.catalogue.test_search import rebuild_words

pytestmark = [pytest.mark.detail, pytest.mark.django_db]

MOST = {
    "/search/?q=trail": 13,
    "/search/?q=trial": 15,
    "/search/?q=trail&brand=Orsa&least=1&in_stock=1&size=M&sort=price": 13,
    "/categories/shoes/?sort=sold": 9,
    "/categories/shoes/?brand=Orsa&least=1&in_stock=1&size=M&shop=one&page=9": 9,
    "/shelves/": 7,
    "/cards/?of={ids}": 2,
}


def furnish(shop: Shop, count: int) -> list[int]:
    """Create products with a picture and two sizes, one of them sold."""
    made = [cast.product(in_shop=shop, brand="Orsa", stock={"S": 9, "M": 9}) for _ in range(count)]
    for product in made:
        ProductImage.objects.create(product=product, image="products/none.webp", width=10, height=10)
        SaleFact.objects.create(product=product, shop=shop, quantity=1, amount=1)
    rebuild_words()
    shelves.rank_bestsellers()
    return [product.pk for product in made]


def queries(client: Client, path: str) -> int:
    client.get(path)
    toast_cache.start_generation()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", MOST)
def test_a_page_needs_no_more_queries_for_more_products(client, path, monkeypatch):
    # Values cached for a minute would expire during one of the requests.
    monkeypatch.setattr(search, "VOCABULARY_SECONDS", 10**9)
    monkeypatch.setattr(shelves, "BEST_SECONDS", 10**9)
    shop = cast.shop(slug="one")
    few = furnish(shop, 2)
    before = queries(client, path.format(ids=",".join(map(str, few))))
    many = few + furnish(shop, 6)
    after = queries(client, path.format(ids=",".join(map(str, many))))
    assert before == after <= MOST[path]
