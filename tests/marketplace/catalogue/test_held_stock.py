"""While checkouts hold the last units, pages say until when, and "sold out" only once nothing is left at all."""

import pytest
from django.utils import timezone

from tests import cast
from tests.fresh_page import assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def panel(client, product):
    """Return the text beside the picture on the product's page."""
    page = client.get(product.get_absolute_url()).content.decode()
    start = page.index(f'id="sizes-{product.pk}"')
    return page[start : page.index("<live-topic", start)]


def held_until(order):
    """Return the end of a checkout's time as pages print it."""
    return timezone.localtime(order.expires_at).strftime("%H:%M")


def test_the_last_unit_at_a_checkout_is_held_until_its_time(client):
    item = cast.item(stock=1)
    order = cast.pending_order(cast.guest(), (item, 1))
    words = panel(client, item.product)
    assert "Reserved until" in words
    assert held_until(order) in words
    assert "Sold out" not in words
    assert "Add to cart" not in words


def test_of_several_sizes_each_says_its_own(client):
    product = cast.product(stock={"38": 1, "39": 0, "40": 5})
    order = cast.pending_order(cast.guest(), (product.items.get(label="38"), 1))
    words = panel(client, product)
    assert words.count("sold out") == 1
    assert words.count("reserved until") == 1
    assert held_until(order) in words


def test_what_was_sold_is_sold_out(client):
    item = cast.item(stock=1)
    cast.paid_order(cast.guest(), (item, 1))
    words = panel(client, item.product)
    assert "Sold out" in words
    assert "eld until" not in words


def test_an_open_page_follows_from_held_to_free_and_to_sold(client):
    item = cast.item(stock=1)
    page = item.product.get_absolute_url()
    client.get(page)
    order = cast.pending_order(cast.guest(), (item, 1))
    assert assert_page_stays_current(client, page, order.cancel, whole=True)
    again = cast.pending_order(cast.guest(), (item, 1))
    assert assert_page_stays_current(client, page, lambda: cast.attempt_payment(again), whole=True)


def test_cards_of_a_product_whose_units_are_only_held_say_so(client):
    item = cast.item(stock=1)
    cast.pending_order(cast.guest(), (item, 1))
    home = client.get("/").content.decode()
    assert "Reserved" in home
    assert "Sold out" not in home
    again = client.get(item.product.category.get_absolute_url()).content.decode()
    assert "Sold out" not in again


def test_cards_of_a_sold_product_say_sold_out(client):
    item = cast.item(stock=1)
    cast.paid_order(cast.guest(), (item, 1))
    page = client.get(item.product.shop.get_absolute_url()).content.decode()
    assert "Sold out" in page
