"""The account deletion page explains the consequences, asks for the password, and deletes once."""

import pytest
from django.urls import reverse

from marketplace.models import Item
from tests import cast
from tests.carts.browsers import Browser, text
from tests.marketplace.accounts.conftest import is_signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGE = "/account/delete/"


@pytest.fixture
def bob(browser):
    bob = cast.person("Bob Buyer")
    browser.sign_in(bob)
    return bob


def stays(bob):
    bob.refresh_from_db()
    return bob.is_active and bob.display_name == "Bob Buyer"


def test_with_the_password_the_account_is_gone_and_the_browser_is_a_strangers(bob, browser):
    visitor = browser.shopper.visitor
    assert browser.post(PAGE, {"password": cast.PASSWORD}).url == "/"
    assert not stays(bob)
    assert not is_signed_in(browser)
    assert browser.shopper.visitor != visitor


@pytest.mark.parametrize("password", ["wrong", "", None, "x" * 129, "a\0b", "🦊", " " + cast.PASSWORD])
def test_without_it_nothing_happens(bob, browser, password):
    answer = browser.post(PAGE, {} if password is None else {"password": password})
    assert answer.status_code == 422
    assert b'class="field__error"' in answer.content
    assert stays(bob)


def test_guesses_are_limited(bob, browser):
    for _ in range(5):
        browser.post(PAGE, {"password": "wrong"})
    answer = browser.post(PAGE, {"password": cast.PASSWORD})
    assert (answer.status_code, stays(bob)) == (422, True)
    assert "Too many failed" in text(answer)


def test_a_look_deletes_nothing(bob, browser):
    assert "Delete your account" in text(browser.get(PAGE))
    assert stays(bob)


def test_a_guest_is_asked_to_sign_in():
    assert Browser().post(PAGE, {"password": "x"})["Location"].startswith(reverse("account_login"))


def test_a_seller_reads_what_has_to_be_done_first(bob, browser):
    shop = cast.shop(bob)
    cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1))
    assert "1 order waits for a parcel" in text(browser.get(PAGE))
    answer = browser.post(PAGE, {"password": cast.PASSWORD})
    assert answer.status_code == 422
    assert "1 order waits for a parcel" in text(answer)
    assert stays(bob)
    assert is_signed_in(browser)


def test_a_shop_of_the_leaver_is_named_and_closed(bob, browser):
    shop = cast.shop(bob, name="Bob & Sons")
    cast.item(in_shop=shop)
    assert "Bob &amp; Sons is closed" in text(browser.get(PAGE))
    browser.post(PAGE, {"password": cast.PASSWORD})
    assert Item.objects.get().on_hand == 0


def test_a_password_that_is_right_for_somebody_else_is_not_enough(bob, browser):
    cast.person("Mallory", password="a password of mine")
    assert browser.post(PAGE, {"password": "a password of mine"}).status_code == 422
    assert stays(bob)
