"""Every page around signing in looks like the shop it belongs to, and has one heading."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import link

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
GUESTS = ["login", "signup", "reset_password", "reset_password_done", "email_verification_sent", "inactive"]
GUESTS += ["reset_password_from_key_done"]
MEMBERS = ["email", "change_password", "logout", "reauthenticate"]


def assert_in_the_shops_look(answer, status=200):
    page = answer.content.decode()
    assert answer.status_code == status
    assert page.count("<h1") == 1
    assert "site-header" in page
    assert " style=" not in page
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert title.strip().endswith("Livestall")
    assert not title.strip().startswith("·")


@pytest.mark.parametrize("name", GUESTS)
def test_pages_of_guests(browser, name):
    assert_in_the_shops_look(browser.get(reverse(f"account_{name}")))


@pytest.mark.parametrize("name", MEMBERS)
def test_pages_of_members(browser, name):
    browser.force_login(cast.person("Bob Buyer"))
    assert_in_the_shops_look(browser.get(reverse(f"account_{name}")))


def test_a_password_is_set_where_there_is_none(browser):
    bob = cast.person("Bob Buyer")
    bob.set_unusable_password()
    bob.save()
    browser.force_login(bob)
    assert_in_the_shops_look(browser.get(reverse("account_set_password")))


def test_the_pages_behind_links_in_mails(browser, sign_up, email):
    sign_up()
    assert_in_the_shops_look(browser.get(link(email)))
    bob = cast.person("Bob Buyer")
    browser.post(reverse("account_reset_password"), {"email": bob.email})
    assert_in_the_shops_look(browser.get(link(bob.email), follow=True))


@pytest.mark.parametrize("path", ["/accounts/confirm-email/x/", "/accounts/password/reset/key/1-x/"])
def test_links_that_are_spent(browser, path):
    assert_in_the_shops_look(browser.get(path))


def test_a_new_address_that_waits_for_its_proof(browser):
    browser.force_login(cast.person("Bob Buyer"))
    page = browser.post(reverse("account_email"), {"email": "bobby@example.com", "action_add": ""}, follow=True)
    assert_in_the_shops_look(page)
    assert b"bobby@example.com" in page.content


def test_too_many_tries(sign_up):
    subscriber = Browser()
    answers = [sign_up(by=subscriber, password1="") for _ in range(21)]
    assert_in_the_shops_look(answers[-1], 429)
