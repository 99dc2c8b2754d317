"""A stock page left open in the admin brings nothing back that was sold meanwhile."""

from typing import Any

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from marketplace.models import Item, User
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return cast.item(stock=10)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.com", cast.PASSWORD))
    return client


def address(item: Item) -> str:
    return reverse("admin:marketplace_product_change", args=[item.product_id])


def opened(admin: Client, item: Item) -> dict[str, Any]:
    """Return the data of the product page's form without changes."""
    context = admin.get(address(item)).context
    sets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form, *(one for each in sets for one in (each.management_form, *each.forms))]
    return {name: value for form in forms for name, value in _sent(form).items()}


def _sent(form: BaseForm) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for field in form:
        widget, value = field.field.widget, field.value()
        parts = widget.decompress(value) if hasattr(widget, "decompress") else None
        if parts is not None:
            sent |= {f"{field.html_name}_{n}": part or "" for n, part in enumerate(parts)}
        elif value is not False:
            sent[field.html_name] = "on" if value is True else "" if value is None else value
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = value
    return sent


def on_hand(item: Item) -> int:
    item.refresh_from_db()
    return item.on_hand


def test_a_page_opened_before_a_sale_keeps_the_sale(admin, item):
    form = opened(admin, item)
    cast.paid_order(cast.guest(), (item, 3))
    answer = admin.post(address(item), {**form, "description": "New words", "items-0-sku": "NEW"})
    assert answer.status_code == 302
    item.product.refresh_from_db()
    assert (item.product.description, on_hand(item), item.sku) == ("New words", 7, "NEW")


def test_a_count_made_before_a_sale_is_refused(admin, item):
    form = opened(admin, item)
    cast.paid_order(cast.guest(), (item, 3))
    answer = admin.post(address(item), {**form, "items-0-on_hand": 20})
    assert answer.status_code == 200
    assert "The stock is now 7." in answer.content.decode()
    assert on_hand(item) == 7


@pytest.mark.parametrize(("count", "left"), [(25, 25), (0, 0), (-1, 10)])
def test_a_new_count_is_kept_unless_it_is_impossible(admin, item, count, left):
    admin.post(address(item), {**opened(admin, item), "items-0-on_hand": count})
    assert on_hand(item) == left


def test_a_form_without_the_count_it_started_from_changes_no_stock(admin, item):
    form = {name: value for name, value in opened(admin, item).items() if not name.startswith("initial-")}
    admin.post(address(item), {**form, "items-0-on_hand": 25})
    assert on_hand(item) == 10
