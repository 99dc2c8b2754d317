"""Slugs of products and shops keep the letters of the name in any alphabet."""

import pytest

from marketplace.catalogue.product_editing import create_product, update_product
from marketplace.models import Product, Shop
from marketplace.web.page_urls import make_slug
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
SLUGS = {
    "Große Straße": "grosse-strasse",
    "Łódź": "lodz",
    "Ørsted Øl": "orsted-ol",
    "Þór & Đorđe": "thor-dorde",
    "Æbleskiver": "aebleskiver",
    "Œuvre": "oeuvre",
    "Iğdır İstanbul": "igdir-istanbul",
    "Café Bärlauch": "cafe-barlauch",
    "Straße in Москва": "strasse-in",
}


@pytest.mark.parametrize(("title", "slug"), SLUGS.items())
def test_letters_are_spelled_and_none_is_lost(title, slug):
    assert make_slug(title, 70) == slug
    shop = Shop.objects.found(cast.person("Alice Seller"), name=title)
    assert shop.slug == slug
    details = {"title": title, "category": cast.category(), "price": "1.00"}
    assert create_product(shop, [], details).slug == slug


@pytest.mark.parametrize("title", ["…", "東京", "Москва"])
def test_what_has_no_letter_gets_an_address_all_the_same(title):
    shop = Shop.objects.found(cast.person("Alice Seller"), name=title)
    assert shop.slug == "stall"


def test_a_draft_takes_the_letters_of_its_new_title():
    product = cast.product(title="Ol", slug="ol", status=Product.Status.DRAFT)
    Product.objects.filter(pk=product.pk).update(was_public=False)
    update_product(product, [], {"title": "Øl ß"})
    product.refresh_from_db()
    assert product.slug == "ol-ss"
