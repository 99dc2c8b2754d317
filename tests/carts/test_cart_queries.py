"""Pages of the cart take as many queries for twenty lines as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import toast_cache
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def queries_of(bob, url):
    # The list of recent purchases lies in the cache for ten seconds; let them begin now.
    toast_cache.start_generation()
    bob.get(url)  # shows the messages that are waiting
    with CaptureQueriesContext(connection) as seen:
        assert bob.get(url).status_code == 200
    return len(seen)


def fill(bob, count):
    for _ in range(count):
        bob.send("add", item=cast.item(limit_per_shopper=5).pk)


@pytest.mark.parametrize("name", ["menu", "cart"])
def test_they_do_not_grow_with_the_cart(bob, name):
    url = reverse(f"carts:{name}")
    fill(bob, 2)
    few = queries_of(bob, url)
    fill(bob, 10)
    assert queries_of(bob, url) == few <= 6


def test_a_page_without_a_cart_takes_one(bob):
    assert queries_of(bob, reverse("carts:menu")) == 1


def test_the_checkout_page_does_not_grow_either(bob):
    fill(bob, 2)
    few = queries_of(bob, reverse("carts:pay_page", args=[bob.check_out().number]))
    fill(bob, 8)
    assert queries_of(bob, reverse("carts:pay_page", args=[bob.check_out().number])) == few
