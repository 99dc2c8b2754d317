"""HTML rendered without a template equals that of a template, and is escaped."""

import pytest
from django.template import engines
from django.urls import reverse

from marketplace.catalogue.filters import FilterChoice
from marketplace.models import Category, Product, ProductImage, Shop

pytestmark = pytest.mark.detail

HOSTILE = "\"'><script>alert(1)</script>&"
INERT = "&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"


def printed(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load storefront %}" + source).render(context)


@pytest.mark.parametrize(("model", "name"), [(Category, "category"), (Product, "product"), (Shop, "shop")])
def test_addresses_lead_where_the_routes_say(model, name):
    for slug in ("copper-kettle_2", "slug-of-it", "a"):
        assert model(slug=slug).get_absolute_url() == reverse(f"marketplace:{name}", args=[slug])


def test_words_of_a_picture_stay_words():
    image = ProductImage(image=f"products/{HOSTILE}.webp", alt=HOSTILE, width=40, height=30)
    html = printed("{% product_picture image %}", image=image)
    assert f'alt="{INERT}" width="40" height="30" loading="lazy"' in html
    assert html.count("<") == 3
    assert 'fetchpriority="high"' in printed("{% product_picture image eager=True %}", image=image)


def test_a_product_without_a_picture_has_something_in_its_place():
    assert "#crate" in printed("{% product_picture image %}", image=None)


def test_what_shops_call_their_brands_stays_a_word():
    options = [(FilterChoice(HOSTILE, HOSTILE, 3), True), (FilterChoice("b", "B", 1), False)]
    html = printed('{% filter_checkboxes "brand" options is_counted=True %}', options=options)
    assert f'name="brand" value="{INERT}" id="filter-brand-1" checked>' in html
    assert f'<label for="filter-brand-1">{INERT} <span class="muted">3</span></label>' in html
    assert 'value="b" id="filter-brand-2">' in html
    assert "muted" not in printed('{% filter_checkboxes "brand" options is_counted=False %}', options=options)
