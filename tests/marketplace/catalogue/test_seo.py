"""Metadata for search engines and link previews."""

import json
import re

import pytest
from django.test import Client

from marketplace.models import ProductImage
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
HOSTILE = "</script><script>alert('& <!--')</script>"


def data(client: Client, path: str) -> dict[str, dict]:
    """Return the structured data of a page by type."""
    page = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    return {one["@type"]: one for one in map(json.loads, found)}


def test_a_product_says_what_it_is_and_whether_it_can_be_had(client, settings):
    product = cast.product(brand="Orsa", colour="Ochre", description="Light.", price="49.90")
    ProductImage.objects.create(product=product, image="products/one.webp", width=10, height=10)
    goods = data(client, product.get_absolute_url())["Product"]
    origin = settings.SITE_ORIGINS[0]
    assert (goods["name"], goods["brand"]["name"], goods["color"]) == (product.title, "Orsa", "Ochre")
    assert goods["image"] == [f"{origin}/media/products/one.webp"]
    assert goods["offers"]["price"] == "49.90"
    assert goods["offers"]["priceCurrency"] == "EUR"
    assert goods["offers"]["availability"] == "https://schema.org/InStock"
    assert goods["offers"]["seller"]["name"] == product.shop.name


@pytest.mark.parametrize(
    ("fields", "state"),
    [({"stock": 0}, "OutOfStock"), ({"status": "sold"}, "OutOfStock"), ({"released_at": None}, "PreOrder")],
)
def test_availability_is_told_as_it_is(client, fields, state):
    path = cast.product(**fields).get_absolute_url()
    assert data(client, path)["Product"]["offers"]["availability"] == f"https://schema.org/{state}"


def test_crumbs_lead_from_the_market_to_the_product(client):
    product = cast.product()
    steps = data(client, product.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "Shoes", product.title]


def test_home_and_shops_say_who_they_are(client):
    shop = cast.shop(blurb="Warm things.")
    assert data(client, "/")["Organization"]["name"] == "Livestall"
    assert data(client, shop.get_absolute_url())["Organization"]["description"] == "Warm things."


def test_text_of_sellers_cannot_leave_the_data(client):
    shop = cast.shop(name=HOSTILE, blurb=HOSTILE)
    product = cast.product(in_shop=shop, title=HOSTILE, brand=HOSTILE, description=HOSTILE)
    for path in (product.get_absolute_url(), shop.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert HOSTILE in json.dumps(data(client, path)).replace("\\\\", "")


def test_the_nonce_is_the_policys(client):
    answer = client.get(cast.product().get_absolute_url())
    (nonce, *_) = re.findall(r'ld\+json" nonce="([^"]+)"', answer.content.decode())
    assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]


def test_a_list_has_one_address_whatever_it_is_narrowed_down_by(client, settings):
    settings.PRODUCTS_PER_PAGE = 1
    shop = cast.shop()
    cast.product(in_shop=shop)
    cast.product(in_shop=shop)
    path = f"{settings.SITE_ORIGINS[0]}{shop.get_absolute_url()}"
    for asked, address in {"": path, "?sort=price&least=1": path, "?page=2&sort=price": f"{path}?page=2"}.items():
        page = client.get(f"{shop.get_absolute_url()}{asked}").content.decode()
        assert f'<link rel="canonical" href="{address}">' in page


def test_a_link_preview_has_title_picture_and_words(client, settings):
    product = cast.product(description="Light. " * 60)
    ProductImage.objects.create(product=product, image="products/one.webp", width=10, height=10)
    page = client.get(product.get_absolute_url()).content.decode()
    properties = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert product.title in properties["title"]
    assert len(properties["description"]) <= 155
    assert properties["image"] == f"{settings.SITE_ORIGINS[0]}/media/products/one.webp"
    assert f'<meta name="description" content="{properties["description"]}">' in normalize_html(page)


@pytest.mark.parametrize(
    ("path", "is_listed"),
    [
        ("/", True),
        ("/activity/", True),
        ("/search/?q=x", False),
        ("/cart/", False),
        ("/orders/", False),
        ("/accounts/login/", False),
    ],
)
def test_engines_are_kept_from_pages_of_ones_own(client, path, is_listed):
    assert ('content="noindex"' not in client.get(path).content.decode()) == is_listed


def test_robots_are_told_where_not_to_look(client, settings):
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/" in said
    assert f"Sitemap: {settings.SITE_ORIGINS[0]}/sitemap.xml" in said


def test_the_map_leads_to_what_is_on_show(client):
    product, draft = cast.product(), cast.product(status="draft")
    sold = cast.product(status="sold")
    assert "/sitemap-products.xml" in client.get("/sitemap.xml").content.decode()
    listed = client.get("/sitemap-products.xml").content.decode()
    assert product.get_absolute_url() in listed
    assert draft.get_absolute_url() not in listed
    assert sold.get_absolute_url() not in listed
    assert product.shop.get_absolute_url() in client.get("/sitemap-shops.xml").content.decode()
    assert "/categories/shoes/" in client.get("/sitemap-categories.xml").content.decode()


@pytest.mark.parametrize("path", ["/sitemap-nope.xml", "/sitemap-products.xml?p=99", "/sitemap-products.xml?p=x"])
def test_there_is_no_map_of_what_is_not_there(client, path):
    assert client.get(path).status_code == 404
