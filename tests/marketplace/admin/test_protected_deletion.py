"""The admin does not delete objects that others refer to; the page explains it instead of failing."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.urls import reverse

from marketplace.admin.categories import CategoryAdmin
from marketplace.models import Category, Item
from tests import cast
from tests.marketplace.admin.conftest import list_of, page_of
from trading.models import Trade

pytestmark = pytest.mark.detail

FAILURES = [
    ProtectedError("used", set()),
    RestrictedError("used", set()),
    IntegrityError("violates trading_trade_item_id_fk"),
]


@pytest.fixture
def boots(db):
    boots = cast.product(stock={"S": 5, "M": 5}, title="Boots")
    bob = cast.person("Bob Buyer")
    Trade.objects.offer(bob, boots.items.get(label="S"), price=Decimal("1.00"), quantity=1)
    return boots


@pytest.fixture
def desk(desk):
    desk.raise_request_exception = False
    return desk


def needed(boots):
    return {"product": boots, "shop": boots.shop, "category": boots.category}


@pytest.mark.parametrize("name", ["product", "shop", "category"])
def test_the_page_that_asks_shows_what_forbids_it(desk, boots, name):
    thing = needed(boots)[name]
    asked = desk.post(page_of(thing, "delete"), {"post": "yes"})
    assert asked.status_code in {200, 403}
    ticked = desk.act("delete_selected", thing, post="yes")
    assert ticked.status_code in {200, 302}
    assert type(thing).objects.filter(pk=thing.pk).exists()


def form_of(desk, boots):
    page = desk.get(page_of(boots))
    fields = {}
    for form in [
        page.context["adminform"].form,
        *(f for s in page.context["inline_admin_formsets"] for f in s.formset),
    ]:
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                fields[bound.html_name] = value
                fields[bound.html_initial_name] = value
    for inline in page.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            fields[bound.html_name] = bound.value()
    return fields


def test_a_size_with_an_offer_is_refused_by_the_product_page(desk, boots):
    fields = form_of(desk, boots)
    page = desk.post(page_of(boots), {**fields, "items-0-DELETE": "on"})
    assert page.status_code == 200
    assert "protected" in page.content.decode()
    assert Item.objects.count() == 2


@pytest.mark.parametrize("way", ["delete", "delete_selected", "change", "add"])
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_what_comes_in_at_the_last_moment_is_told_in_plain_words(desk, boots, monkeypatch, failure, way):
    def fail(*_, **__):
        raise failure

    for name in ("delete_model", "delete_queryset", "save_model"):
        monkeypatch.setattr(CategoryAdmin, name, fail, raising=False)
    other = Category.objects.create(name="Hats", slug="hats")
    fields = {"post": "yes", "name": "Caps", "slug": "caps", "position": 1}
    pages = {"delete_selected": list_of(Category), "add": reverse("admin:marketplace_category_add")}
    ticked = {"action": "delete_selected", "_selected_action": [other.pk]} if way == "delete_selected" else {}
    page = desk.post(pages.get(way) or page_of(other, way), {**fields, **ticked})
    assert page.status_code == 409
    assert "nothing was changed" in page.content.decode()
    assert "trading_trade" not in page.content.decode()
    assert set(Category.objects.values_list("name", flat=True)) == {"Hats", "Shoes"}
