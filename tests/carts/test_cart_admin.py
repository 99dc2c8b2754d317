"""The admin shows carts with lines and history, finds them, and lets nobody change them by hand."""

import pytest
from django.urls import reverse

from carts.models import Cart
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def cart(bob):
    bob.send("add", item=cast.item(title="Blue Boat").pk, quantity=2)
    return Cart.objects.get()


@pytest.fixture
def admin(mallory):
    mallory.sign_in(cast.person("Root", is_staff=True, is_superuser=True))
    return mallory


def test_it_shows_lines_and_history(cart, admin):
    page = admin.get(reverse("admin:carts_cart_change", args=[cart.pk])).content.decode()
    assert "Blue Boat" in page and "Added" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize(("words", "found"), [("Blue Boat", True), ("Red Boat", False)])
def test_it_finds_carts_by_their_items(cart, admin, words, found):
    page = admin.get(reverse("admin:carts_cart_changelist"), {"q": words})
    assert (str(cart) in page.content.decode()) is found


def test_nothing_is_changed_by_hand(cart, admin):
    for url in (reverse("admin:carts_cart_add"), reverse("admin:carts_cart_delete", args=[cart.pk])):
        assert admin.post(url, {"post": "yes"}).status_code == 403
    assert Cart.objects.get() == cart


def test_it_is_closed_to_others(cart, bob):
    url = reverse("admin:carts_cart_changelist")
    assert bob.get(url).status_code == 302
    bob.sign_in(cast.person("Mallory"))
    assert bob.get(url).status_code == 302
