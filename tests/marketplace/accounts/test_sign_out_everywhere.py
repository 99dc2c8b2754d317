"""Signing out everywhere ends every session of one person, and no other."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import is_signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
BUTTON = "marketplace:sign_out_everywhere"


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


def test_all_sessions_end_this_one_too(bob, browser):
    phone = Browser()
    for each in (browser, phone):
        each.sign_in(bob)
    assert browser.post(reverse(BUTTON)).url == reverse("account_login")
    assert not is_signed_in(browser)
    assert not is_signed_in(phone)


def test_nobody_elses_do(bob, browser):
    mallory = Browser()
    mallory.sign_in(cast.person("Mallory"))
    browser.sign_in(bob)
    browser.post(reverse(BUTTON))
    assert is_signed_in(mallory)


def test_one_can_sign_in_again_and_stay(bob, browser):
    browser.sign_in(bob)
    browser.post(reverse(BUTTON))
    browser.sign_in(bob)
    assert is_signed_in(browser)


def test_sessions_from_before_the_first_time_are_as_django_makes_them(bob):
    client = Client()
    client.force_login(bob)
    before = bob.get_session_auth_hash()
    bob.sign_outs = 1
    once = bob.get_session_auth_hash()
    bob.sign_outs = 2
    assert len({before, once, bob.get_session_auth_hash()}) == 3
    assert is_signed_in(client)


def test_a_guest_has_nothing_to_end(browser):
    assert browser.post(reverse(BUTTON)).url.startswith(reverse("account_login"))


def test_a_link_does_not_do_it(bob, browser):
    browser.sign_in(bob)
    assert browser.get(reverse(BUTTON)).url == reverse("marketplace:profile")
    assert is_signed_in(browser)


def test_the_cart_stays_with_the_account(bob, browser):
    item = cast.item()
    browser.sign_in(bob)
    browser.send("add", item=item.pk)
    browser.post(reverse(BUTTON))
    browser.user = None
    assert browser.lines == {}
    browser.sign_in(bob)
    assert browser.lines == {item.pk: 1}
