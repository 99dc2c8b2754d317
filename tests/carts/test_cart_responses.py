"""Responses of the cart: a redirect or page for a plain form, changed parts for htmx, 4xx for a refusal."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import text
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_a_plain_form_is_redirected_to_the_cart_with_a_message(bob):
    answer = bob.send("add", item=cast.item().pk, quantity=2)
    assert (answer.status_code, answer.url) == (302, reverse("carts:cart"))
    assert "Added to your cart." in text(bob.get(answer.url))


def test_one_is_meant_where_no_quantity_is_given(bob):
    item = cast.item()
    bob.send("add", item=item.pk)
    assert bob.lines == {item.pk: 1}


def test_htmx_gets_the_box_and_the_message(bob):
    answer = bob.tap("add", item=cast.item().pk)
    page = normalize_html(answer.content)
    assert answer.status_code == 200
    assert page.startswith('<div id="cart-box"')
    assert "Added to your cart." in page
    assert 'id="cart"' not in page


def test_on_the_cart_page_htmx_gets_its_lines_and_the_box(bob):
    item = cast.item()
    bob.send("add", item=item.pk)
    page = normalize_html(bob.tap("change", target="cart", item=item.pk, quantity=4).content)
    assert page.index('<div id="cart"') < page.index('<div id="cart-box"')
    assert page.count('hx-swap-oob="true"') == 1
    assert bob.lines == {item.pk: 4}


def test_removing_from_the_box_on_the_cart_page_changes_both(bob):
    item = cast.item()
    bob.send("add", item=item.pk)
    url = f"http://testserver{reverse('carts:cart')}"
    headers = {"HX-Request": "true", "HX-Target": "cart-box", "HX-Current-URL": url}
    page = normalize_html(bob.post(reverse("carts:remove"), {"item": item.pk}, headers=headers).content)
    assert page.index('<div id="cart-box"') < page.index('<div id="cart"')


@pytest.mark.parametrize(
    ("name", "fields", "status", "field"),
    [
        ("add", {"item": 987_654}, 404, "item"),
        ("add", {}, 409, "item"),
        ("add", {"item": "known", "quantity": 0}, 422, "quantity"),
        ("add", {"item": "known", "quantity": 21}, 422, "quantity"),
        ("change", {"item": "known"}, 422, "quantity"),
        ("change", {"item": 987_654, "quantity": 1}, 404, "item"),
        ("remove", {"item": 987_654}, 404, "item"),
        ("restore", {"copy": "nonsense"}, 400, "copy"),
    ],
)
@pytest.mark.parametrize("way", ["send", "tap"])
def test_a_refusal_names_the_field_and_changes_nothing(bob, way, name, fields, status, field):
    item = cast.item()
    bob.send("add", item=item.pk, quantity=3)
    version = bob.cart.version
    fields = {key: item.pk if value == "known" else value for key, value in fields.items()}
    answer = getattr(bob, way)(name, **fields)
    assert answer.status_code in {status, 422}
    assert f'data-field="{field}"' in answer.content.decode()
    assert (bob.lines, bob.cart.version) == ({item.pk: 3}, version)


def test_the_page_says_so_when_the_cart_is_empty(bob):
    assert "Items you add to your cart appear here." in text(bob.get(reverse("carts:cart")))


@pytest.mark.parametrize("name", ["add", "change", "remove", "empty", "restore", "checkout"])
def test_looking_never_writes(bob, name):
    assert bob.get(reverse(f"carts:{name}")).url == reverse("carts:cart")


@pytest.mark.parametrize("name", ["cart", "menu"])
def test_no_copy_of_a_private_page_stays_on_the_way(bob, name):
    assert "no-store" in bob.get(reverse(f"carts:{name}"))["Cache-Control"]


def test_emptying_and_emptying_again(bob):
    bob.send("add", item=cast.item().pk)
    assert bob.send("empty").status_code == 302
    assert bob.lines == {}
    assert bob.send("empty").status_code == 302
