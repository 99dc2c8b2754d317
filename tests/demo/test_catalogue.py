"""The plan of the catalogue: its size, its variety, and the same result each time."""

from collections import Counter

import pytest

from config.demo.data.catalogue import plan_products
from config.demo.data.people import CAST, SIGN_INS, make_people
from config.demo.data.product_types import CATEGORIES, PRODUCT_TYPES
from config.demo.data.shops import SHOPS

pytestmark = pytest.mark.detail


def test_the_plan_is_the_same_each_time():
    assert plan_products() == plan_products()
    assert make_people() == make_people()


def test_there_are_three_hundred_products_in_eight_categories_of_twelve_shops_or_more():
    planned = plan_products()
    assert (
        len(planned) == len({product.slug for product in planned}) == len({product.title for product in planned}) == 300
    )
    assert {PRODUCT_TYPES[product.product_type].category for product in planned} == set(CATEGORIES)
    assert len(CATEGORIES) == 8
    assert len({product.shop.name for product in planned}) == len(SHOPS) >= 12


def test_there_are_drafts_sold_products_drops_and_products_low_in_stock():
    planned = plan_products()
    assert Counter(product.status for product in planned).keys() == {"draft", "active", "sold"}
    undated = [product for product in planned if product.status == "active" and product.released is None]
    ahead = [-product.released for product in planned if product.released is not None and product.released < 0]
    assert len(undated) >= 3
    assert len(ahead) >= 6
    assert min(ahead) < 1 / 24 < 1 < max(ahead)
    assert all(product.limit == 1 for product in undated)
    assert sum(0 < min(product.stock.values()) <= 5 for product in planned) >= 5


def test_sold_products_have_no_stock_and_no_stock_is_negative():
    for product in plan_products():
        assert min(product.stock.values()) >= 0
        assert (product.status == "sold") <= (sum(product.stock.values()) == 0)


def test_shoes_and_clothes_have_sizes_and_mugs_have_none():
    sizes = {product.product_type: product.labels for product in plan_products()}
    assert len(sizes["sneaker"]) == 8
    assert len(sizes["tee"]) == 5
    assert sizes["mug"] == ("",)


def test_prices_are_within_the_range_of_the_product_type():
    for product in plan_products():
        low, high = PRODUCT_TYPES[product.product_type].prices
        assert low <= product.price <= high


def test_every_product_has_a_cover_and_a_third_has_more_pictures():
    counts = Counter(product.pictures for product in plan_products())
    assert set(counts) == {1, 2, 3}
    assert 80 <= counts[2] + counts[3] <= 140


def test_two_hundred_people_live_in_ten_cities_and_some_hide_their_purchases():
    people = make_people()
    assert len(people) == len({person.email for person in people}) == 200
    assert len({person.city for person in people}) == 10
    assert 10 <= sum(not person.shows_activity for person in people) <= 40


def test_the_sign_ins_are_accounts_of_the_demo():
    emails = {person.email for person in make_people()}
    assert {email for _, email, _ in SIGN_INS} <= emails
    assert len(SIGN_INS) == len(CAST)


def test_alice_and_sam_share_a_shop_and_eve_works_in_another():
    shops = {name: shop.name for shop in SHOPS for name in (shop.owner, *shop.staff)}
    assert shops["Alice Marlowe"] == shops["Sam Okafor"] != shops["Eve Castellan"]
    assert "Bob Reyes" not in shops
