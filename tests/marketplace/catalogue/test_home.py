"""The home page: fresh, trending and dropping soon, nothing twice, and nothing of closed shops."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from marketplace.catalogue import shelves
from marketplace.models import Product, SaleFact
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def no_ranking() -> None:
    """Let sales be ranked when they are asked for."""
    cache.delete(shelves.BESTSELLERS)


def sold(product: Product, quantity: int = 1) -> None:
    SaleFact.objects.create(product=product, shop=product.shop, quantity=quantity, amount=1)


def rows() -> dict[str, list[Product]]:
    return {row.slug: row.products for row in shelves.load_shelves().rows}


def test_trending_is_what_sold_most_less_what_went_back():
    first, second, third = (cast.product() for _ in range(3))
    sold(first, 2)
    sold(second, 3)
    sold(third, 9)
    SaleFact.objects.filter(product=third).record_reversals()
    assert rows()["trending"] == [second, first]


def test_drops_come_with_the_nearest_first_and_those_without_a_date_last():
    at = timezone.now()
    never = cast.product(released_at=None)
    later = cast.product(released_at=at + timedelta(days=2))
    soon = cast.product(released_at=at + timedelta(hours=1))
    assert rows()["dropping-soon"] == [soon, later, never]


def test_a_drop_has_a_countdown(client):
    cast.product(released_at=timezone.now() + timedelta(hours=1))
    assert "<time data-countdown" in normalize_html(client.get("/").content)


def test_nothing_stands_in_two_places():
    products = [cast.product() for _ in range(15)]
    sold(products[-1])
    cast.product(released_at=None)
    assert set(Counter(product.pk for product in shelves.load_shelves().products).values()) == {1}


def test_a_new_market_has_a_page_all_the_same(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "There are no shops yet" in answer.content.decode()


def test_a_closed_shop_and_its_products_are_nowhere(client):
    product = cast.product(in_shop=cast.shop(closed_at=timezone.now()), title="Ghost")
    sold(product)
    assert client.get(product.shop.get_absolute_url()).status_code == 404
    assert client.get(product.get_absolute_url()).status_code == 404
    for path in (
        "/",
        product.category.get_absolute_url(),
        "/search/?q=ghost",
        "/sitemap-products.xml",
        "/sitemap-shops.xml",
    ):
        page = client.get(path).content.decode()
        assert product.get_absolute_url() not in page
        assert product.shop.get_absolute_url() not in page
