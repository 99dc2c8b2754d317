"""Many sell, look and take back at once: nobody waits in a circle, and every number is exact."""

import random
from functools import partial

import pytest

from leaderboard import drift
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME
from marketplace.models import ProductView, SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import counts, sale, view
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)
SELLERS = SHOPPERS = 50


def failures(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.mark.slow
def test_fifty_sellers_mark_sold_while_fifty_shoppers_look():
    products = [cast.product() for _ in range(SELLERS)]

    # Two people to a thread: a hundred connections are more than the tests' pool gives.
    def sell(pair):
        for product in pair:
            product.mark_sold()

    def look(first):
        for number in (first, first + 1):
            for product in random.Random(number).sample(products, 10):
                ProductView.objects.record(product, f"v-{number}")

    selling = [partial(sell, products[n : n + 2]) for n in range(0, SELLERS, 2)]
    looking = [partial(look, n) for n in range(0, SHOPPERS, 2)]
    assert failures(run_together(*selling, *looking)) == []
    kept = [counts(product.shop.owner) for product in products]
    assert sum(sold for sold, _ in kept) == SELLERS
    assert sum(seen for _, seen in kept) == SHOPPERS * 10
    assert drift.find_drift() == []


def test_facts_of_the_same_sellers_in_opposite_orders_do_not_deadlock():
    people = [cast.person("Alice Seller") for _ in range(6)]
    sold = [sale(person, 5) for person in people]

    def sell(number):
        order = random.Random(number).sample(people, 6)
        SaleFact.objects.bulk_create(SaleFact(seller=person, quantity=1, amount=1) for person in order)

    backs = [SaleFact.objects.filter(pk=fact.pk).record_reversals for fact in sold]
    assert (
        failures(
            run_together(
                *[partial(sell, n) for n in range(20)], *backs, drift.repair_leaderboard, drift.repair_leaderboard
            )
        )
        == []
    )
    assert [counts(person, ALL_TIME) for person in people] == [(20, 0)] * 6
    assert drift.find_drift() == []


def test_the_newest_sale_is_right_whoever_comes_first():
    alice = cast.person("Alice Seller")
    old = sale(alice, 1)
    for _ in range(5):
        newest = sale(alice, 1)
        sell = partial(SaleFact.objects.bulk_create, [SaleFact(seller=alice, quantity=1, amount=1)])
        run_together(SaleFact.objects.filter(pk=newest.pk).record_reversals, sell)
        assert drift.find_drift() == []
    SaleFact.objects.exclude(pk=old.pk).record_reversals()
    assert SellerMonth.objects.get(seller=alice, year=0).newest_sale_at == old.sold_at


def test_a_repair_beside_sales_and_looks_loses_none():
    product = cast.product()
    alice = product.shop.owner
    SellerMonth.objects.filter(seller=alice).update(items_sold=77)
    sale(alice)
    SellerMonth.objects.filter(seller=alice).update(items_sold=77)
    selling = [partial(sale, alice) for _ in range(15)]
    looking = [partial(view, product, f"v-{n}") for n in range(15)]
    assert failures(run_together(*selling, *looking, drift.repair_leaderboard)) == []
    assert counts(alice) == counts(alice, ALL_TIME) == (16, 15)
