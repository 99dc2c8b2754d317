"""A task ranks trending products by sales and views of seven days; newer ones weigh more."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from leaderboard import trending
from leaderboard.tasks import rank_trending
from marketplace.catalogue import shelves
from marketplace.models import Product, ProductView, SaleFact
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current
from tests.leaderboard.sales_and_views import sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _no_ranking():
    """Let nothing be known of other tests' shelves."""
    cache.delete_many([shelves.BESTSELLERS, shelves.TRENDING, shelves.SHELF_IDS])


@pytest.fixture
def products():
    return [cast.product(stock=9) for _ in range(3)]


def sold(product: Product, quantity: int = 1, days: float = 0) -> SaleFact:
    """Write that so many were sold, so many days ago."""
    return sale(product.shop.owner, quantity, timezone.now() - timedelta(days), product=product)


def seen(product: Product, viewers: int, days: int = 0) -> None:
    """Write that so many looked, so many days ago."""
    at = timezone.now() - timedelta(days)
    for number in range(viewers):
        view(product, f"v-{number}", timezone.localdate(at), is_first=days == 0)
    ProductView.objects.filter(product=product, day=timezone.localdate(at)).update(viewed_at=at)


def shelf() -> list[Product]:
    """Return the products of the home page's trending shelf."""
    return next((row.products for row in shelves.load_shelves().rows if row.slug == "trending"), [])


def test_sales_and_views_count_together(products):
    first, second, third = products
    seen(first, 12)
    sold(second)
    seen(second, 3)
    sold(third)
    assert trending.rank_products() == [second.pk, first.pk, third.pk]


def test_the_newer_weighs_more(products):
    old, new, older = products
    sold(old, 2, days=3)
    sold(new, 1)
    sold(older, 2, days=6)
    assert trending.rank_products() == [new.pk, old.pk, older.pk]


def test_two_days_halve_it(products):
    first, second, _ = products
    sold(first, 20, days=2)
    sold(second, 11)
    assert trending.rank_products() == [second.pk, first.pk]
    sold(first, 3, days=2)
    assert trending.rank_products() == [first.pk, second.pk]


def test_after_seven_days_it_counts_no_more(products):
    sold(products[0], 9, days=7.01)
    seen(products[1], 9, days=8)
    assert trending.rank_products() == []


def test_a_repeat_on_another_day_is_a_look_of_its_own(products):
    first, second, _ = products
    seen(first, 2)
    seen(second, 2)
    seen(second, 2, days=1)
    assert trending.rank_products() == [second.pk, first.pk]


def test_refunded_sales_do_not_count(products):
    for quantity in (1, 3, 7):
        fact = sold(products[0], quantity, days=quantity / 3)
        SaleFact.objects.filter(pk=fact.pk).record_reversals()
    sold(products[1])
    assert trending.rank_products() == [products[1].pk]


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "sold"}, {"released_at": None}])
def test_only_products_on_sale_are_trending(products, fields):
    sold(products[0])
    Product.objects.filter(pk=products[0].pk).update(**fields)
    assert trending.rank_products() == []


def test_the_shelf_shows_the_ranking_of_the_task_and_no_page_ranks(products):
    first, second, third = products
    sold(first, 3, days=6)
    sold(second, 1)
    rank_trending()
    assert shelf() == [second, first]
    sold(third, 9)
    assert shelf() == [second, first]
    rank_trending()
    assert shelf() == [third, second, first]


def test_before_the_first_task_best_sellers_are_shown(products):
    first, second, _ = products
    sold(first, 3, days=6)
    sold(second, 1)
    assert shelf() == [first, second]


def test_an_open_home_page_follows(client, products):
    for product in products:
        sold(product, 2, days=3)
    rank_trending()
    sold(products[0], 2)
    assert assert_page_stays_current(client, "/", rank_trending) == {"shelves"}


def test_an_unchanged_ranking_is_not_pushed(client, products):
    sold(products[0])
    rank_trending()
    sold(products[0])
    assert_no_push(client, "/", rank_trending)


def test_another_run_at_once_does_no_harm(products):
    sold(products[0])
    for _ in range(2):
        rank_trending()
    assert shelf() == [products[0]]
