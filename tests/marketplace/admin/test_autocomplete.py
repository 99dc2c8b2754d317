"""Autocomplete fields answer invalid keys with a form error, never with a server error."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import User
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
NO_KEYS = ["\0x", "word", "1e999", "[]", "0001-01-01", "Infinity"]


@pytest.fixture
def desk():
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", cast.PASSWORD))
    return client


@pytest.mark.parametrize("value", NO_KEYS)
@pytest.mark.parametrize(("model", "field"), [("product", "shop"), ("shop", "owner"), ("shop", "staff")])
def test_a_value_that_is_no_key_is_an_error_of_its_field(desk, model, field, value):
    shop = cast.shop()
    row = cast.product(in_shop=shop) if model == "product" else shop
    for url in [
        reverse(f"admin:marketplace_{model}_change", args=[row.pk]),
        reverse(f"admin:marketplace_{model}_add"),
    ]:
        page = desk.post(url, {field: value, "items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0})
        if page.status_code != 403:
            assert page.status_code == 200 and field in page.context["adminform"].form.errors


@pytest.mark.parametrize("value", NO_KEYS)
def test_a_new_product_for_what_is_no_shop_shows_the_empty_form(desk, value):
    page = desk.get(reverse("admin:marketplace_product_add"), {"shop": value})
    assert page.status_code in {200, 403}


def test_what_was_chosen_stays_chosen_where_the_form_is_shown_again(desk):
    shop = cast.shop()
    form = {"name": "", "owner": shop.owner.pk, "staff": [shop.owner.pk]}
    page = desk.post(reverse("admin:marketplace_shop_change", args=[shop.pk]), form)
    assert page.content.decode().count(f'<option value="{shop.owner.pk}" selected') == 2
