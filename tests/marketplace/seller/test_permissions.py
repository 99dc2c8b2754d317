"""Only the owner changes listings; staff may view them; others get 404."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Product, ProductImage
from tests import cast
from tests.marketplace.seller.product_forms import new_product_form, new_product_url, product_url

pytestmark = pytest.mark.django_db
WRITES = [
    ("seller_product_publish", {"opens": "now"}),
    ("seller_product_schedule", {"at": ""}),
    ("seller_product_action", {}),
    ("seller_product_pictures", {}),
    ("seller_picture_move", {}),
    ("seller_picture_remove", {}),
    ("seller_product", new_product_form),
]


@pytest.fixture
def product() -> Product:
    """A product of Alice's with two pictures; Sam is staff of her shop."""
    shop = cast.shop()
    shop.staff.add(cast.person("Sam Staff"))
    product = cast.product(in_shop=shop, title="Runner")
    for position in range(2):
        ProductImage.objects.create(product=product, image="products/none.webp", width=1, height=1, position=position)
    return product


def browser(product: Product, who: str) -> Client:
    """Return a browser of this user, or of a guest."""
    client = Client()
    people = {
        "sam": lambda: product.shop.staff.get(),
        "mallory": lambda: cast.person("Mallory"),
        "another seller": lambda: cast.shop().owner,
    }
    if who in people:
        client.force_login(people[who]())
    return client


def url(product: Product, name: str) -> str:
    image = product.images.get(position=1)
    more: dict[str, list[object]] = {
        "seller_product_action": ["withdraw"],
        "seller_picture_move": [image.pk],
        "seller_picture_remove": [image.pk],
    }
    return product_url(product, name, *more.get(name, []))


def state(product: Product) -> tuple[object, ...]:
    return (
        Product.objects.values().get(pk=product.pk),
        list(product.items.values()),
        list(product.images.values()),
    )


@pytest.mark.parametrize("who", ["sam", "mallory", "another seller"])
@pytest.mark.parametrize(("name", "sent"), WRITES)
def test_nobody_but_the_owner_changes_anything(product, who, name, sent):
    before = state(product)
    answer = browser(product, who).post(url(product, name), sent() if callable(sent) else sent)
    assert (answer.status_code, state(product)) == (404, before)


@pytest.mark.parametrize(("name", "sent"), WRITES)
def test_who_is_not_signed_in_is_asked_to(product, name, sent):
    before = state(product)
    answer = browser(product, "guest").post(url(product, name), sent() if callable(sent) else sent)
    assert (answer.status_code, state(product)) == (302, before)
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["sam", "mallory", "another seller"])
def test_nobody_but_the_owner_lists_in_the_shop(product, who):
    client = browser(product, who)
    assert (
        client.get(new_product_url(product.shop)).status_code
        == client.post(new_product_url(product.shop), new_product_form()).status_code
        == 404
    )
    assert Product.objects.filter(shop=product.shop).get() == product


def test_staff_see_the_list_and_no_buttons(product):
    page = browser(product, "sam").get(reverse("marketplace:seller_products", args=[product.shop.slug]))
    text = page.content.decode()
    assert "Runner" in text
    assert "/listings/" not in text


def test_a_picture_of_another_product_is_not_there(product):
    other = cast.product(in_shop=product.shop)
    client = Client()
    client.force_login(product.shop.owner)
    image = product.images.first()
    assert client.post(product_url(other, "seller_picture_remove", image.pk)).status_code == 404
    assert product.images.count() == 2


def test_a_number_that_no_row_has_is_not_there(product):
    client = Client()
    client.force_login(product.shop.owner)
    for pk in (0, product.pk + 1, 10**40):
        address = reverse("marketplace:seller_product", args=[product.shop.slug, pk])
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_an_unknown_verb_is_not_there(product):
    client = Client()
    client.force_login(product.shop.owner)
    assert client.post(product_url(product, "seller_product_action", "explode")).status_code == 404
