"""The seller's product page is one form: each button saves all fields and then performs its own action."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.models import Product
from tests import cast
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows
from tests.marketplace.seller.upload_images import make_upload

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
TOMORROW = timezone.now() + timedelta(days=1)


def listed(client: Client, **fields: Any) -> Product:
    """Return a product of 10, in one size, whose seller is signed in."""
    product = cast.product(**{"title": "Runner", "price": "10.00", **fields})
    client.force_login(product.shop.owner)
    return product


def typed(product: Product, **changed: Any) -> dict[str, Any]:
    """Return the data of the page's whole form, with changes."""
    return {
        **product_details(title="Walker", price="20.00"),
        **size_rows(size_row(product.items.get(), on_hand=4)),
        **changed,
    }


def kept(product: Product) -> tuple[str, str, int]:
    product.refresh_from_db()
    return product.title, str(product.price), product.items.get().on_hand


BEFORE, AFTER = ("Runner", "10.00", 10), ("Walker", "20.00", 4)


def test_what_was_typed_is_what_goes_on_sale(client):
    product = listed(client, status="draft", released_at=None)
    answer = client.post(product_url(product, "seller_product_publish"), typed(product, opens="now"))
    assert (answer.status_code, kept(product)) == (302, AFTER)
    assert product.status == Product.Status.ACTIVE


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("release", {"released_at": TOMORROW}), ("mark-sold", {}), ("withdraw", {})],
)
def test_each_button_about_the_sale_saves_what_was_typed(client, verb, fields):
    product = listed(client, **fields)
    answer = client.post(product_url(product, "seller_product_action", verb), typed(product))
    assert (answer.status_code, kept(product)) == (302, AFTER)


def test_what_comes_back_on_sale_is_what_was_typed(client):
    product = listed(client)
    product.mark_sold()
    client.post(product_url(product, "seller_product_action", "undo-sold"), typed(product))
    assert kept(product) == AFTER


@pytest.mark.parametrize("name", ["seller_product_schedule", "seller_product"])
def test_a_time_is_set_together_with_what_was_typed(client, name):
    product = listed(client, released_at=TOMORROW)
    later = (TOMORROW + timedelta(days=1)).replace(second=0, microsecond=0)
    client.post(product_url(product, name), typed(product, at=f"{later:%Y-%m-%dT%H:%M}"))
    assert (kept(product), product.released_at) == (AFTER, later)


@pytest.mark.parametrize("name", ["seller_product_publish", "seller_product_schedule", "seller_product"])
def test_a_field_that_is_refused_leaves_everything_as_it_was(client, name):
    product = listed(client, status="draft" if name == "seller_product_publish" else "active", released_at=TOMORROW)
    answer = client.post(product_url(product, name), typed(product, price="0", opens="now", at=""))
    page = answer.content.decode()
    assert (answer.status_code, kept(product)) == (422, BEFORE)
    assert 'value="Walker"' in page
    assert product.released_at == TOMORROW


def test_a_button_that_is_refused_saves_nothing_and_keeps_what_was_typed_on_the_page(client):
    product = listed(client)
    answer = client.post(product_url(product, "seller_product_action", "release"), typed(product))
    assert (answer.status_code, kept(product)) == (409, BEFORE)
    assert 'value="Walker"' in answer.content.decode()
    assert "already open" in answer.content.decode()


def with_pictures(client: Client, folder: Path, settings: Any) -> Product:
    settings.MEDIA_ROOT = folder
    product = listed(client)
    client.post(product_url(product, "seller_product_pictures"), {"pictures": [make_upload(), make_upload()]})
    return product


def alts(product: Product) -> list[str]:
    return list(product.images.values_list("alt", flat=True))


@pytest.mark.parametrize(("name", "left"), [("seller_picture_move", 2), ("seller_picture_remove", 1)])
def test_a_button_of_one_picture_saves_what_was_typed(client, tmp_path, settings, name, left):
    product = with_pictures(client, tmp_path, settings)
    first, second = product.images.all()
    sent = typed(product, **{f"alt-{first.pk}": "From above", f"alt-{second.pk}": "From below", "to": "later"})
    assert client.post(product_url(product, name, first.pk), sent).status_code == 302
    assert kept(product) == AFTER
    assert alts(product) == ["From below", "From above"][:left]


def test_uploading_saves_what_was_typed_and_saving_takes_the_pictures_that_were_chosen(client, tmp_path, settings):
    product = with_pictures(client, tmp_path, settings)
    client.post(product_url(product, "seller_product_pictures"), {**typed(product), "pictures": [make_upload()]})
    assert (kept(product), len(alts(product))) == (AFTER, 3)
    client.post(product_url(product), {**typed(product, price="30.00"), "pictures": [make_upload()]})
    assert len(alts(product)) == 4


def test_a_text_that_was_not_sent_stays(client, tmp_path, settings):
    product = with_pictures(client, tmp_path, settings)
    first, second = product.images.all()
    client.post(product_url(product), typed(product, **{f"alt-{second.pk}": "From below"}))
    assert alts(product) == [first.alt, "From below"]


def test_the_page_has_one_form_and_enter_saves(client, tmp_path, settings):
    product = with_pictures(client, tmp_path, settings)
    main = client.get(product_url(product)).content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert main.count("<form") == 1
    first = main.split("<form", 1)[1].split("<button", 1)[1].split(">", 1)
    assert "formaction" not in first[0]
    assert first[1].startswith("Save")
