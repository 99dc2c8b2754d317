"""Open product pages follow a seller's changes, and equal a fresh page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Product
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows
from tests.marketplace.seller.upload_images import make_upload

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
    sent = (
        product_details(title="Runner", price="49.90")
        | changed
        | size_rows(size_row(small, on_hand=count), size_row(middle))
    )
    assert alice.post(product_url(product), sent).status_code == 302


@pytest.mark.parametrize("changed", [{"price": "39.90"}, {"title": "Walker"}, {"count": 0}, {"limit_per_shopper": "1"}])
def test_what_is_saved_shows(client, alice, product, changed):
    pushed = assert_page_stays_current(client, page(product), lambda: save(alice, product, **changed))
    assert pushed == {f"stock.{product.pk}"}


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
        product_url(product, "seller_product_schedule")
        if name == "schedule"
        else product_url(product, "seller_product_action", name)
    )
    assert assert_page_stays_current(client, page(product), lambda: alice.post(url, sent)) == {f"stock.{product.pk}"}


def test_an_open_page_says_that_the_product_was_taken_off(alice, product):
    pushed = capture_pushes(lambda: alice.post(product_url(product, "seller_product_action", "withdraw")))
    assert f"stock.{product.pk}" in dict(pushed)
    from marketplace.live import render_sizes

    shown = render_sizes(str(product.pk))
    assert "Not on sale" in shown
    # Changes to a draft are not public yet.
    assert "Runner" not in shown
    assert "49.90" not in shown


def test_pictures_show_in_the_gallery(client, alice, product):
    url = product_url(product, "seller_product_pictures")
    add = lambda: alice.post(url, {"pictures": [make_upload()]})  # noqa: E731
    assert assert_page_stays_current(client, page(product, "product_gallery"), add) == {f"gallery.{product.pk}"}


def test_the_text_of_a_picture_shows(client, alice, product):
    alice.post(product_url(product, "seller_product_pictures"), {"pictures": [make_upload()]})
    sent = (
        {f"alt-{product.images.get().pk}": "Seen from above"}
        | product_details()
        | size_rows(*map(size_row, product.items.all()))
    )
    assert assert_page_stays_current(
        client, page(product, "product_gallery"), lambda: alice.post(product_url(product), sent)
    )


@pytest.mark.parametrize(("name", "sent"), [("seller_picture_move", {}), ("seller_picture_remove", {})])
def test_what_becomes_of_a_picture_shows(client, alice, product, name, sent):
    alice.post(product_url(product, "seller_product_pictures"), {"pictures": [make_upload(), make_upload()]})
    url = product_url(product, name, product.images.last().pk)
    assert assert_page_stays_current(client, page(product, "product_gallery"), lambda: alice.post(url, sent))


def test_carts_with_a_removed_size_are_told(alice, product):
    small, middle = product.items.all()
    sent = product_details() | size_rows(size_row(small, DELETE="on"), size_row(middle))
    assert f"line.{small.pk}" in dict(capture_pushes(lambda: alice.post(product_url(product), sent)))


def test_another_product_is_not_told(client, alice, product):
    other = cast.product()
    for part in ("product_sizes", "product_gallery"):
        assert_no_push(client, page(other, part), lambda: save(alice, product, price="1.00"))


def test_what_is_refused_is_not_told(client, alice, product):
    assert_no_push(client, page(product), lambda: alice.post(product_url(product), product_details(price="0")))
