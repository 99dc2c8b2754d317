"""Pictures of a product: put in order, described, deleted with their files."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase

from marketplace.models import Product
from tests import cast
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows
from tests.marketplace.seller.upload_images import make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product(client: Client, tmp_path: Path, settings) -> Product:
    """A product with three pictures, called A, B and C, whose seller is signed in."""
    settings.MEDIA_ROOT = tmp_path
    product = cast.product()
    client.force_login(product.shop.owner)
    client.post(product_url(product, "seller_product_pictures"), {"pictures": [make_upload() for _ in "ABC"]})
    for image, alt in zip(product.images.all(), "ABC", strict=True):
        image.describe(alt)
    return product


def order(product: Product) -> str:
    return "".join(product.images.values_list("alt", flat=True))


def act(client: Client, product: Product, name: str, which: str, **sent: str) -> int:
    image = product.images.get(alt=which)
    return client.post(product_url(product, f"seller_picture_{name}", image.pk), sent).status_code


@pytest.mark.parametrize(
    ("alt", "to", "after"),
    [("B", "earlier", "BAC"), ("B", "later", "ACB"), ("A", "earlier", "ABC"), ("C", "later", "ABC"), ("C", "", "ACB")],
)
def test_a_picture_moves_one_place(client, product, alt, to, after):
    assert act(client, product, "move", alt, to=to) == 302
    assert order(product) == after


def test_the_first_is_the_cover(client, product):
    act(client, product, "move", "B", to="earlier")
    assert Product.objects.get().cover == product.images.get(alt="B")


def describe(client: Client, product: Product, alt: str) -> Any:
    """Send the form of the product's page with a text for picture B."""
    sent = {
        f"alt-{product.images.get(alt='B').pk}": alt,
        **product_details(),
        **size_rows(size_row(product.items.get())),
    }
    return client.post(product_url(product), sent)


def test_a_picture_is_described(client, product):
    assert describe(client, product, "<b>Seen from above</b>").status_code == 302
    page = client.get(product_url(product)).content.decode()
    assert "&lt;b&gt;Seen from above" in page


@pytest.mark.parametrize("alt", ["x" * 201, "a\0b", "a\x07b"])
def test_words_that_do_not_fit_are_refused_at_their_field(client, product, alt):
    answer = describe(client, product, alt)
    assert answer.status_code == 422
    assert f'id="id_alt-{product.images.get(alt="B").pk}_error"' in answer.content.decode()
    assert order(product) == "ABC"


def test_a_deleted_picture_leaves_with_its_file_once_that_is_certain(client, product, tmp_path):
    with TestCase.captureOnCommitCallbacks() as later:
        assert act(client, product, "remove", "B") == 302
    assert order(product) == "AC"
    # Each picture is kept in three sizes.
    assert len(list(tmp_path.rglob("*.webp"))) == 9
    for callback in later:
        callback()
    assert len(list(tmp_path.rglob("*.webp"))) == 6


def test_what_was_deleted_is_not_there(client, product):
    gone = product.images.get(alt="B").pk
    act(client, product, "remove", "B")
    for name in ("seller_picture_move", "seller_picture_remove"):
        assert client.post(product_url(product, name, gone)).status_code == 404


def test_moving_what_was_deleted_meanwhile_moves_nothing(product):
    gone, same = product.images.get(alt="B"), product.images.get(alt="B")
    gone.remove()
    same.move(1)
    assert order(product) == "AC"
