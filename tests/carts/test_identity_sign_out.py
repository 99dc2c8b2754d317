"""Sign-out: a new visitor; the member's cart stays with the account and leaves the screen; the copy is deleted."""

import pytest
from django.urls import reverse

from marketplace.accounts.visitors import COOKIE
from tests import cast
from tests.carts.browsers import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(bob):
    user = cast.person("Bob Buyer")
    bob.sign_in(user)
    return user


@pytest.fixture
def item(bob, user):
    item = cast.item()
    bob.send("add", item=item.pk, quantity=2)
    return item


def test_the_cookie_is_replaced(bob, user):
    before = bob.shopper.visitor
    bob.sign_out()
    assert bob.shopper.visitor != before


def test_the_cart_leaves_the_screen_and_stays_with_the_account(bob, user, item):
    bob.sign_out()
    page = bob.get(reverse("carts:cart")).content.decode()
    assert item.product.title not in page
    assert 'data-version="0"' in page and 'data-copy=""' in page
    phone = Browser()
    phone.sign_in(user)
    assert phone.lines == {item.pk: 2}


def test_the_browser_is_told_to_delete_its_copy_once(bob, user, item):
    cookie = bob.sign_out().cookies["cart_forget"]
    assert (cookie.value, cookie["httponly"], cookie["path"]) == ("1", "", "/")
    assert "cart_forget" not in bob.get(reverse("carts:cart")).cookies


def test_signing_in_deletes_no_copy(bob):
    assert "cart_forget" not in bob.sign_in(cast.person("Bob Buyer")).cookies


def test_later_additions_belong_to_a_new_guest(bob, user, item):
    bob.sign_out()
    bob.send("add", item=item.pk)
    assert bob.shopper.holder.startswith("v-")
    assert bob.lines == {item.pk: 1}


def test_the_next_one_at_this_browser_finds_nothing(bob, user, item):
    bob.sign_out()
    mallory = cast.person("Mallory")
    bob.sign_in(mallory)
    assert bob.lines == {}
    assert bob.cookies[COOKIE].value
