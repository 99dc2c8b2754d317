"""What a seller changes at the desk shows on product pages that are open, as a fresh page would show it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Product
from tests import cast
from tests.fresh_page import assert_kept_true, assert_not_told, pushed_by
from tests.marketplace.seller.product_forms import address, details, rows, size
from tests.marketplace.seller.upload_images import picture

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product() -> Product:
    return cast.product(stock={"S": 5, "M": 7}, title="Runner", price="49.90")


@pytest.fixture
def alice(product: Product) -> Client:
    """The seller's browser."""
    client = Client()
    client.force_login(product.shop.owner)
    return client


def page(product: Product, part: str = "product_sizes") -> str:
    return reverse(f"marketplace:{part}", args=[product.slug])


def save(alice: Client, product: Product, count: int = 5, **changed: Any) -> None:
    small, middle = product.items.all()
    sent = details(title="Runner", price="49.90") | changed | rows(size(small, on_hand=count), size(middle))
    assert alice.post(address(product), sent).status_code == 302


@pytest.mark.parametrize("changed", [{"price": "39.90"}, {"title": "Walker"}, {"count": 0}, {"limit_per_shopper": "1"}])
def test_what_is_saved_shows(client, alice, product, changed):
    told = assert_kept_true(client, page(product), lambda: save(alice, product, **changed))
    assert told == {f"stock.{product.pk}"}


@pytest.mark.parametrize(
    ("fields", "name", "sent"),
    [
        ({}, "mark-sold", {}),
        ({"status": "sold", "is_marked_sold": True}, "undo-sold", {}),
        ({"released_at": None}, "release", {}),
        ({"released_at": None}, "schedule", {"at": f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"}),
    ],
)
def test_each_button_shows(client, alice, product, fields, name, sent):
    Product.objects.update(**fields)
    url = (
        address(product, "seller_product_schedule")
        if name == "schedule"
        else address(product, "seller_product_action", name)
    )
    assert assert_kept_true(client, page(product), lambda: alice.post(url, sent)) == {f"stock.{product.pk}"}


def test_an_open_page_says_that_the_product_was_taken_off(alice, product):
    pushed = pushed_by(lambda: alice.post(address(product, "seller_product_action", "withdraw")))
    assert f"stock.{product.pk}" in dict(pushed)
    from marketplace.live import render_sizes

    shown = render_sizes(str(product.pk))
    assert "Not on sale" in shown
    # What a seller writes into a draft is nobody's business yet.
    assert "Runner" not in shown
    assert "49.90" not in shown


def test_pictures_show_in_the_gallery(client, alice, product):
    url = address(product, "seller_product_pictures")
    add = lambda: alice.post(url, {"pictures": [picture()]})  # noqa: E731
    assert assert_kept_true(client, page(product, "product_gallery"), add) == {f"gallery.{product.pk}"}


def test_the_text_of_a_picture_shows(client, alice, product):
    alice.post(address(product, "seller_product_pictures"), {"pictures": [picture()]})
    sent = {f"alt-{product.images.get().pk}": "Seen from above"} | details() | rows(*map(size, product.items.all()))
    assert assert_kept_true(client, page(product, "product_gallery"), lambda: alice.post(address(product), sent))


@pytest.mark.parametrize(("name", "sent"), [("seller_picture_move", {}), ("seller_picture_remove", {})])
def test_what_becomes_of_a_picture_shows(client, alice, product, name, sent):
    alice.post(address(product, "seller_product_pictures"), {"pictures": [picture(), picture()]})
    url = address(product, name, product.images.last().pk)
    assert assert_kept_true(client, page(product, "product_gallery"), lambda: alice.post(url, sent))


def test_carts_with_a_removed_size_are_told(alice, product):
    small, middle = product.items.all()
    sent = details() | rows(size(small, DELETE="on"), size(middle))
    assert f"line.{small.pk}" in dict(pushed_by(lambda: alice.post(address(product), sent)))


def test_another_product_is_not_told(client, alice, product):
    other = cast.product()
    for part in ("product_sizes", "product_gallery"):
        assert_not_told(client, page(other, part), lambda: save(alice, product, price="1.00"))


def test_what_is_refused_is_not_told(client, alice, product):
    assert_not_told(client, page(product), lambda: alice.post(address(product), details(price="0")))
