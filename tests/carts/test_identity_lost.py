"""Session lost: the visitor's cart is still there. Cookies lost: a new visitor, and the copy offers to restore."""

import pytest
from django.conf import settings
from django.urls import reverse

from marketplace.accounts.visitors import COOKIE
from tests import cast

pytestmark = pytest.mark.django_db


def test_without_the_session_the_guests_cart_is_still_there(bob, item):
    bob.session.flush()
    bob.cookies.pop(settings.SESSION_COOKIE_NAME, None)
    assert bob.lines == {item.pk: 2}
    assert 'data-count="2"' in bob.get(reverse("carts:menu")).content.decode()


def test_a_member_whose_session_ended_finds_the_cart_at_the_next_sign_in(bob, item):
    user = cast.person("Bob Buyer")
    bob.sign_in(user)
    visitor = bob.cookies[COOKIE].value
    bob.session.flush()
    assert 'data-count="0"' in bob.get(reverse("carts:menu")).content.decode()
    assert bob.cookies[COOKIE].value == visitor
    bob.sign_in(user)
    assert bob.lines == {item.pk: 2}


def test_without_cookies_there_is_no_cart_until_the_copy_restores_it(bob, item):
    copy, before = bob.cart.copy, bob.shopper.visitor
    bob.cookies.clear()
    page = bob.get(reverse("carts:cart")).content.decode()
    assert bob.shopper.visitor != before
    assert 'data-version="0"' in page and "data-restore" in page
    bob.send("restore", copy=copy)
    assert bob.lines == {item.pk: 2}


def test_without_cookies_a_copy_of_a_bought_cart_restores_nothing(bob, item):
    copy = bob.cart.copy
    bob.buy()
    bob.cookies.clear()
    bob.get(reverse("carts:cart"))
    assert bob.send("restore", copy=copy).status_code == 409
    assert bob.lines == {}
