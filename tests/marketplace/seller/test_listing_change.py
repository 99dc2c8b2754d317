"""Changing a product: details, sizes and counts, all of it or nothing."""

import pytest
from django.test import Client

from marketplace.models import Item, Product
from tests import cast
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product(client: Client) -> Product:
    """A product in two sizes, with its seller signed in."""
    product = cast.product(stock={"S": 5, "M": 7}, title="Runner")
    client.force_login(product.shop.owner)
    return product


def sizes(product: Product) -> list[Item]:
    return list(product.items.all())


def save(client: Client, product: Product, *of: dict[str, object], **changed: object) -> int:
    """Send the form and return the status."""
    return client.post(product_url(product), {**product_details(**changed), **size_rows(*of)}).status_code


def now(product: Product) -> list[tuple[object, ...]]:
    return list(product.items.values_list("label", "sku", "on_hand"))


def test_the_page_shows_what_is_known(client, product):
    page = client.get(product_url(product)).content.decode()
    assert 'value="Runner"' in page
    assert 'name="sizes-1-label" value="M"' in page


def test_details_change(client, product):
    assert save(client, product, *map(size_row, sizes(product)), title="Walker", price="10.50") == 302
    product.refresh_from_db()
    assert (product.title, str(product.price), product.status) == ("Walker", "10.50", Product.Status.ACTIVE)


def test_the_address_stays_once_it_was_public(client, product):
    product.withdraw()
    save(client, product, *map(size_row, sizes(product)), title="Walker")
    assert Product.objects.get().slug == product.slug


def test_the_address_follows_the_title_of_what_never_was(client, product):
    draft = cast.product(in_shop=product.shop, status=Product.Status.DRAFT, released_at=None)
    save(client, draft, size_row(draft.items.get()), title="Walker")
    draft.refresh_from_db()
    assert draft.slug == "walker"


def test_sizes_are_renamed_counted_and_put_in_order(client, product):
    small, middle = sizes(product)
    sent = [size_row(middle, on_hand=9), size_row(small, label="XS", sku="NEW"), {"label": "L", "on_hand": 1}]
    assert save(client, product, *sent) == 302
    assert now(product) == [("M", middle.sku, 9), ("XS", "NEW", 5), ("L", "", 1)]


def test_sizes_may_change_names_with_each_other(client, product):
    small, middle = sizes(product)
    assert save(client, product, size_row(small, label="M", sku="X"), size_row(middle, label="S", sku=small.sku)) == 302
    assert now(product) == [("M", "X", 5), ("S", small.sku, 7)]


def test_a_size_that_was_not_sent_stays(client, product):
    small, _ = sizes(product)
    save(client, product, size_row(small, on_hand=6))
    assert [row[2] for row in now(product)] == [6, 7]


def test_a_size_is_removed(client, product):
    small, middle = sizes(product)
    assert save(client, product, size_row(small, DELETE="on"), size_row(middle)) == 302
    assert [row[0] for row in now(product)] == ["M"]


def test_a_size_that_was_ever_ordered_stays(client, product):
    small, middle = sizes(product)
    cast.pending_order(cast.guest(), (small, 1)).cancel()
    answer = client.post(
        product_url(product),
        {**product_details(), **size_rows(size_row(small, DELETE="on"), size_row(middle, on_hand=1))},
    )
    assert answer.status_code == 422
    assert "has orders" in answer.content.decode()
    assert 'id="id_sizes-0-DELETE" checked' not in answer.content.decode()
    assert [row[2] for row in now(product)] == [5, 7]


def test_a_removed_row_stays_removed_when_something_else_is_refused(client, product):
    small, middle = sizes(product)
    answer = client.post(
        product_url(product),
        {**product_details(price="0"), **size_rows(size_row(small, DELETE="on"), size_row(middle))},
    )
    assert answer.status_code == 422
    assert 'id="id_sizes-0-DELETE" checked' in answer.content.decode()


def test_the_last_size_stays(client, product):
    assert save(client, product, *(size_row(item, DELETE="on") for item in sizes(product))) == 422
    assert len(now(product)) == 2


def test_a_count_that_began_before_a_sale_is_refused_and_shows_the_new_number(client, product):
    small, middle = sizes(product)
    before = size_row(small, on_hand=20), size_row(middle, on_hand=9)
    cast.paid_order(cast.guest(), (small, 2))
    answer = client.post(product_url(product), {**product_details(title="Walker"), **size_rows(*before)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The stock is now 3" in page
    assert 'name="sizes-0-seen" value="3"' in page
    assert 'name="sizes-0-on_hand" value="3"' in page
    assert [row[2] for row in now(product)] == [3, 7]
    assert Product.objects.get().title == "Runner"


def test_a_count_that_was_not_touched_keeps_what_a_sale_left(client, product):
    small, middle = sizes(product)
    before = size_row(small), size_row(middle)
    cast.paid_order(cast.guest(), (small, 2))
    assert save(client, product, *before) == 302
    assert [row[2] for row in now(product)] == [3, 7]


def test_a_count_without_the_number_it_began_with_is_refused(client, product):
    small, middle = sizes(product)
    assert save(client, product, size_row(small, on_hand=20, seen=""), size_row(middle)) == 422


def test_a_size_of_another_product_is_refused(client, product):
    other = cast.item()
    assert save(client, product, size_row(other, on_hand=99, label="X")) == 422
    other.refresh_from_db()
    assert other.on_hand == 10


def test_a_size_that_was_added_meanwhile_is_not_doubled(client, product):
    Item.objects.create(product=product, label="L", on_hand=1, position=2)
    assert save(client, product, *map(size_row, sizes(product)[:2]), {"label": "L", "on_hand": 4}) == 422


def test_a_restock_reopens_what_sold_out(client, product):
    small, middle = sizes(product)
    cast.paid_order(cast.guest(), (small, 5), (middle, 7))
    assert Product.objects.get().status == Product.Status.SOLD
    save(client, product, size_row(small, on_hand=4, seen=0), size_row(middle, on_hand=0, seen=0))
    assert Product.objects.get().status == Product.Status.ACTIVE


def test_a_new_size_with_stock_reopens_it_too(client, product):
    small, middle = sizes(product)
    cast.paid_order(cast.guest(), (small, 5), (middle, 7))
    save(client, product, {"label": "L", "on_hand": 2})
    assert Product.objects.get().status == Product.Status.ACTIVE


@pytest.mark.parametrize("changed", [{"price": "0.00"}, {"title": " "}, {"limit_per_shopper": "x"}])
def test_what_is_refused_changes_nothing(client, product, changed):
    before = Product.objects.values().get()
    assert save(client, product, *(size_row(item, on_hand=1) for item in sizes(product)), **changed) == 422
    assert Product.objects.values().get() == before
    assert [row[2] for row in now(product)] == [5, 7]
