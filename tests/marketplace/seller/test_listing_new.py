"""A new product: written down whole, or refused with the field named and nothing kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.models import Item, Product, Shop
from tests import cast
from tests.marketplace.seller.product_forms import new_product_form, new_product_url, size_rows

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def shop(client: Client) -> Shop:
    """Alice's shop, with Alice signed in."""
    shop = cast.shop()
    client.force_login(shop.owner)
    return shop


def refused(client: Client, shop: Shop, **changed: object) -> str:
    """Send the form with a mistake; return the page that says so, after making sure that nothing was kept."""
    before = Product.objects.count()
    answer = client.post(new_product_url(shop), {**new_product_form(), **changed})
    assert (answer.status_code, Product.objects.count()) == (422, before)
    return answer.content.decode()


def test_the_form_is_there(client, shop):
    assert "Add a product" in client.get(new_product_url(shop)).content.decode()


def test_a_draft_is_kept_with_all_that_was_said(client, shop):
    sent = new_product_form(
        brand="Tide", colour="Sea green", description="Runs.", limit_per_shopper="2", show_in_activity="on"
    )
    sent |= size_rows({"label": "S", "sku": "SEA-S", "on_hand": 3}, {"label": "M", "on_hand": 0})
    answer = client.post(new_product_url(shop), sent)
    product = Product.objects.get()
    assert answer["Location"].endswith(f"/listings/{product.pk}/")
    assert (product.shop, product.status, product.price) == (shop, Product.Status.DRAFT, Decimal("80.00"))
    assert (product.brand, product.colour, product.limit_per_shopper) == ("Tide", "Sea green", 2)
    assert (product.show_in_activity, product.show_amount) == (True, True)
    assert list(product.items.values_list("label", "sku", "on_hand")) == [("S", "SEA-S", 3), ("M", "", 0)]


def test_blank_rows_are_left_out(client, shop):
    client.post(
        new_product_url(shop),
        {**new_product_form(), **size_rows({"on_hand": 3}, {"label": "", "sku": "", "on_hand": ""})},
    )
    assert Item.objects.get().on_hand == 3


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Sea Runner", "sea-runner"), ("Łódź & Ćma", "lodz-cma"), ("海", "product"), ("a" * 120, "a" * 120)],
)
def test_its_address_is_made_from_the_title(client, shop, title, slug):
    client.post(new_product_url(shop), new_product_form(title=title))
    assert Product.objects.get().slug == slug


def test_the_second_of_a_name_has_another_address(client, shop):
    client.post(new_product_url(shop), new_product_form())
    client.post(new_product_url(shop), {**new_product_form(), **size_rows({"on_hand": 1, "sku": ""})})
    first, second = Product.objects.order_by("pk")
    assert first.slug == "sea-runner"
    assert second.slug.startswith("sea-runner-")


def test_it_can_be_on_sale_at_once(client, shop):
    client.post(new_product_url(shop), new_product_form(opens="now"))
    assert Product.objects.released().exists()


def test_it_can_be_a_drop_at_a_time(client, shop):
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    client.post(new_product_url(shop), new_product_form(opens="at", at=f"{at:%Y-%m-%dT%H:%M}"))
    product = Product.objects.get()
    assert (product.status, product.released_at) == (Product.Status.ACTIVE, at)


def test_it_can_wait_to_be_opened_by_hand(client, shop):
    client.post(new_product_url(shop), new_product_form(opens="hand", at="2020-01-01T00:00"))
    product = Product.objects.get()
    assert (product.status, product.released_at) == (Product.Status.ACTIVE, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("title", "a\0b"),
        ("title", "a\x1bb"),
        ("category", "0"),
        ("category", "shoes"),
        ("category", str(10**30)),
        ("brand", "x" * 61),
        ("colour", "x" * 41),
        ("description", "x" * 5001),
        ("description", "a\0b"),
        ("price", ""),
        ("price", "0"),
        ("price", "0.001"),
        ("price", "-5"),
        ("price", "12.345"),
        ("price", "NaN"),
        ("price", "1e400"),
        ("price", "100000000"),
        ("price", "many"),
        ("limit_per_shopper", "0"),
        ("limit_per_shopper", "-1"),
        ("limit_per_shopper", str(10**20)),
        ("sizes-0-on_hand", ""),
        ("sizes-0-on_hand", "-1"),
        ("sizes-0-on_hand", "2.5"),
        ("sizes-0-on_hand", str(10**12)),
        ("sizes-0-label", "x" * 41),
        ("sizes-0-sku", "x" * 41),
        ("sizes-0-sku", "A\0"),
        ("opens", "yesterday"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(client, shop, field, value):
    assert f'id="id_{field}_error"' in refused(client, shop, **{field: value})


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("", "Enter a release time"),
        ("2020-01-01T00:00", "over"),
        ("9999-12-31T23:59", "a year"),
        ("0001-01-01T00:00", "over"),
        ("soon", "valid"),
        ("\0", "valid"),
    ],
)
def test_a_drop_needs_a_time_to_come(client, shop, at, why):
    page = refused(client, shop, opens="at", at=at)
    assert 'id="id_at_error"' in page
    assert why in page


@pytest.mark.parametrize(
    "sizes",
    [
        size_rows({"label": "S", "on_hand": 1}, {"label": "s", "on_hand": 1}),
        size_rows({"label": "S", "sku": "A", "on_hand": 1}, {"label": "M", "sku": "a", "on_hand": 1}),
        size_rows({"label": "S", "on_hand": 1}, {"label": "", "on_hand": 1}),
    ],
)
def test_sizes_that_are_alike_are_refused(client, shop, sizes):
    assert 'id="id_sizes-1-' in refused(client, shop, **sizes).partition('class="size-rows"')[2]


@pytest.mark.parametrize(
    "sizes",
    [
        size_rows(),
        size_rows({"label": ""}),
        {},
        {"sizes-TOTAL_FORMS": "many", "sizes-INITIAL_FORMS": ""},
        size_rows(*[{}] * 3),
    ],
)
def test_a_product_without_a_size_is_refused(client, shop, sizes):
    sent = {name: value for name, value in new_product_form().items() if not name.startswith("sizes")}
    answer = client.post(new_product_url(shop), {**sent, **sizes})
    assert (answer.status_code, Product.objects.count()) == (422, 0)


def test_more_sizes_than_fit_are_refused(client, shop):
    many = [{"label": str(n), "on_hand": 1} for n in range(30)]
    refused(client, shop, **size_rows(*many))
    assert not Product.objects.exists()


def test_another_products_sku_is_refused(client, shop):
    cast.product(in_shop=shop, title="Boot").items.update(sku="SEA")
    page = refused(client, shop)
    assert "Boot already uses this SKU" in page
    assert 'id="id_sizes-0-sku_error"' in page


def test_another_shops_sku_is_free(client, shop):
    cast.product().items.update(sku="SEA")
    client.post(new_product_url(shop), new_product_form())
    assert Product.objects.filter(shop=shop).exists()


def test_without_scripts_more_rows_are_a_button_away(client, shop):
    answer = client.post(new_product_url(shop), {**new_product_form(title="Sea", price=""), "more": "1"})
    page = answer.content.decode()
    assert (answer.status_code, Product.objects.count()) == (200, 0)
    assert 'value="Sea"' in page
    assert "sizes-2-label" in page
    assert "field__error" not in page
