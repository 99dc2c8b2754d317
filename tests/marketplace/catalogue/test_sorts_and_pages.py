"""Lists in every order, and pages that never go deeper than there is something."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.utils import timezone

from marketplace.catalogue import product_list, shelves
from marketplace.models import Product, SaleFact
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def shelf() -> list[Product]:
    """Put three things up, the dearest first and the oldest last."""
    cache.delete(shelves.BESTSELLERS)
    shop = cast.shop(slug="stall")
    return [
        cast.product(in_shop=shop, title=title, price=price, released_at=timezone.now() - timedelta(days=days))
        for title, price, days in (("Tent", "90", 1), ("Mug", "5", 2), ("Lamp", "20", 3))
    ]


def titles(client, asked: str) -> list[str]:
    return [product.title for product in client.get(f"/shops/stall/?{asked}").context["page_obj"]]


def sell(product: Product, quantity: int, days_ago: float = 1) -> SaleFact:
    at = timezone.now() - timedelta(days=days_ago)
    return SaleFact.objects.create(product=product, shop=product.shop, quantity=quantity, amount=1, sold_at=at)


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ["Tent", "Mug", "Lamp"]),
        ("sort=new", ["Tent", "Mug", "Lamp"]),
        ("sort=price", ["Mug", "Lamp", "Tent"]),
        ("sort=price-down", ["Tent", "Lamp", "Mug"]),
    ],
)
def test_lists_come_in_the_order_asked_for(client, shelf, asked, order):
    assert titles(client, asked) == order


def test_most_sold_counts_a_week_less_what_was_taken_back_then_goes_by_age(client, shelf):
    tent, mug, lamp = shelf
    sell(lamp, 2)
    sell(mug, 5)
    SaleFact.objects.filter(product=mug).record_reversals()
    sell(tent, 9, days_ago=8)
    assert shelves.rank_bestsellers() == [lamp.pk]
    assert titles(client, "sort=sold") == ["Lamp", "Tent", "Mug"]


def test_most_sold_goes_on_over_its_pages(client, shelf, settings):
    settings.PRODUCTS_PER_PAGE = 2
    sell(shelf[2], 1)
    shelves.rank_bestsellers()
    assert titles(client, "sort=sold") + titles(client, "sort=sold&page=2") == ["Lamp", "Tent", "Mug"]


@pytest.mark.parametrize("page", ["9999999", "99999999999999999999999", "-1", "0"])
def test_a_page_past_the_end_is_the_last(client, shelf, settings, page):
    settings.PRODUCTS_PER_PAGE = 2
    assert titles(client, f"page={page}") == ["Lamp"]


@pytest.mark.parametrize("page", ["", "x", "%00", "1.5", "٣"])
def test_a_page_that_is_no_number_is_answered_all_the_same(client, shelf, page):
    assert client.get(f"/shops/stall/?page={page}").status_code == 200


def test_paging_keeps_filters_and_order(client, shelf, settings):
    settings.PRODUCTS_PER_PAGE = 1
    page = client.get("/shops/stall/?least=10&sort=price").content.decode()
    assert 'rel="next" href="?least=10&amp;sort=price&amp;page=2"' in page


def test_nobody_leafs_deeper_than_the_bound(client, shelf, settings):
    settings.PRODUCTS_PER_PAGE = 1
    with patch.object(product_list, "DEEPEST", 2):
        answer = client.get("/shops/stall/?page=3")
    assert [product.title for product in answer.context["page_obj"]] == ["Mug"]
    assert "More than 2 products" in normalize_html(answer.content)
