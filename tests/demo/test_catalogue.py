"""The planned catalogue: as large and as varied as promised, the same every time."""

from collections import Counter

from config.demo.catalogue import products
from config.demo.kinds import CATEGORIES, KINDS
from config.demo.people import CAST, SIGN_INS, people
from config.demo.shops import SHOPS


def test_the_plan_is_the_same_every_time():
    assert products() == products()
    assert people() == people()


def test_there_are_three_hundred_products_in_eight_categories_of_twelve_shops_or_more():
    planned = products()
    assert (
        len(planned) == len({product.slug for product in planned}) == len({product.title for product in planned}) == 300
    )
    assert {KINDS[product.kind].category for product in planned} == set(CATEGORIES)
    assert len(CATEGORIES) == 8
    assert len({product.shop.name for product in planned}) == len(SHOPS) >= 12


def test_there_are_drafts_sold_ones_drops_and_low_stock():
    planned = products()
    assert Counter(product.status for product in planned).keys() == {"draft", "active", "sold"}
    undated = [product for product in planned if product.status == "active" and product.released is None]
    ahead = [-product.released for product in planned if product.released is not None and product.released < 0]
    assert len(undated) >= 3
    assert len(ahead) >= 6
    assert min(ahead) < 1 / 24 < 1 < max(ahead)
    assert all(product.limit == 1 for product in undated)
    assert sum(0 < min(product.stock.values()) <= 5 for product in planned) >= 5


def test_sold_ones_have_nothing_left_and_nobody_has_less():
    for product in products():
        assert min(product.stock.values()) >= 0
        assert (product.status == "sold") <= (sum(product.stock.values()) == 0)


def test_shoes_and_clothes_come_in_sizes_and_mugs_do_not():
    sizes = {product.kind: product.labels for product in products()}
    assert len(sizes["sneaker"]) == 8
    assert len(sizes["tee"]) == 5
    assert sizes["mug"] == ("",)


def test_prices_stay_within_what_such_things_cost():
    for product in products():
        low, high = KINDS[product.kind].prices
        assert low <= product.price <= high


def test_every_product_has_a_cover_and_a_third_has_more_pictures():
    counts = Counter(product.pictures for product in products())
    assert set(counts) == {1, 2, 3}
    assert 80 <= counts[2] + counts[3] <= 140


def test_two_hundred_people_live_in_few_cities_and_some_keep_to_themselves():
    everybody = people()
    assert len(everybody) == len({person.email for person in everybody}) == 200
    assert len({person.city for person in everybody}) == 10
    assert 10 <= sum(not person.shows_activity for person in everybody) <= 40


def test_the_sign_ins_name_people_who_are_there():
    emails = {person.email for person in people()}
    assert {email for _, email, _ in SIGN_INS} <= emails
    assert len(SIGN_INS) == len(CAST)


def test_alice_sells_with_sam_and_eve_works_elsewhere():
    shops = {name: shop.name for shop in SHOPS for name in (shop.owner, *shop.staff)}
    assert shops["Alice Marlowe"] == shops["Sam Okafor"] != shops["Eve Castellan"]
    assert "Bob Reyes" not in shops
