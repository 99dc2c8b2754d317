"""The seller's product list: found by title or SKU, filtered, sorted, paged, in a fixed number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Product, Shop
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def shop(client: Client) -> Shop:
    """Alice's shop, with Alice signed in."""
    shop = cast.shop()
    client.force_login(shop.owner)
    return shop


def titles(client: Client, shop: Shop, **asked: Any) -> list[str]:
    answer = client.get(reverse("marketplace:seller_products", args=[shop.slug]), asked)
    assert answer.status_code == 200
    return [product.title for product in answer.context["page_obj"]]


def test_a_shop_without_products_is_led_to_its_first(client, shop):
    page = client.get(reverse("marketplace:seller_products", args=[shop.slug])).content.decode()
    assert "Add your first product" in page


def test_only_the_shops_own_are_listed_drafts_too(client, shop):
    cast.product()
    cast.product(in_shop=shop, title="Draft", status=Product.Status.DRAFT)
    assert titles(client, shop) == ["Draft"]


@pytest.mark.parametrize(("words", "found"), [("RUNN", ["Sea Runner"]), ("boot-7", ["Boot"]), ("sandal", [])])
def test_words_find_titles_and_skus(client, shop, words, found):
    cast.product(in_shop=shop, title="Sea Runner")
    cast.product(in_shop=shop, title="Boot").items.update(sku="BOOT-70")
    assert titles(client, shop, q=words) == found


def test_a_product_with_several_matching_sizes_is_listed_once(client, shop):
    cast.product(in_shop=shop, title="Boot", stock={"S": 1, "M": 1})
    assert titles(client, shop, q="SKU") == ["Boot"]


@pytest.mark.parametrize(
    ("status", "found"), [("draft", "Draft"), ("active", "Active"), ("soon", "Soon"), ("sold", "Sold")]
)
def test_each_status_shows_its_own(client, shop, status, found):
    cast.product(in_shop=shop, title="Draft", status=Product.Status.DRAFT)
    cast.product(in_shop=shop, title="Active")
    cast.product(in_shop=shop, title="Soon", released_at=timezone.now() + timedelta(days=1))
    cast.product(in_shop=shop, title="Sold", status=Product.Status.SOLD)
    assert titles(client, shop, status=status) == [found]


@pytest.mark.parametrize(
    ("sort", "order"), [("title", "ABC"), ("price", "CAB"), ("price-down", "BAC"), ("new", "CBA"), ("", "CBA")]
)
def test_each_sort_orders(client, shop, sort, order):
    for title, price in [("A", 20), ("B", 30), ("C", 10)]:
        cast.product(in_shop=shop, title=title, price=price)
    assert "".join(titles(client, shop, sort=sort)) == order


def test_pages_hold_twenty_and_a_page_far_out_is_the_last(client, shop):
    for _ in range(21):
        cast.product(in_shop=shop)
    assert len(titles(client, shop)) == 20
    assert len(titles(client, shop, page=9_999_999)) == len(titles(client, shop, page=2)) == 1


@pytest.mark.parametrize(
    "asked",
    [{"q": "x" * 10_000}, {"q": "a\0b"}, {"status": "stolen"}, {"sort": "-pk; --"}],
)
def test_a_search_that_makes_no_sense_is_answered_plainly(client, shop, asked):
    cast.product(in_shop=shop)
    answer = client.get(reverse("marketplace:seller_products", args=[shop.slug]), asked)
    assert answer.status_code == 422
    assert not answer.context["page_obj"].object_list


def test_text_of_people_is_text(client, shop):
    cast.product(in_shop=shop, title="<script>alert(1)</script>").items.update(sku='"><img src=x>', label="<b>")
    page = client.get(reverse("marketplace:seller_products", args=[shop.slug]), {"q": "<script>"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert not any(live in page for live in ("<script>alert", "<img src=x", "<b>"))


def test_who_has_one_shop_is_led_to_it(client, shop):
    assert client.get(reverse("marketplace:seller_dashboard"))["Location"] == reverse(
        "marketplace:seller_products", args=[shop.slug]
    )


def test_who_works_in_two_may_choose(client, shop):
    other = cast.shop(name="The Other")
    other.staff.add(shop.owner)
    page = client.get(reverse("marketplace:seller_dashboard")).content.decode()
    assert "The Other" in page
    assert shop.name in page


def test_who_has_none_is_told_what_it_is_for(client):
    client.force_login(cast.person("Bob Buyer"))
    assert "No shop yet" in client.get(reverse("marketplace:seller_dashboard")).content.decode()


def test_more_products_cost_no_more_queries(client, shop):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("marketplace:seller_products", args=[shop.slug]))
        return len(asked)

    cast.product(in_shop=shop, stock={"S": 1, "M": 2})
    few = queries()
    for _ in range(3):
        cast.product(in_shop=shop, stock={"S": 1, "M": 2})
    assert queries() == few
