"""Email change: a new address counts once verified; another account's address is neither revealed nor taken."""

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import link

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob(browser):
    bob = cast.person("Bob Buyer")
    browser.sign_in(bob)
    return bob


def ask(browser, email):
    return browser.post(reverse("account_email"), {"email": email, "action_add": ""})


def test_until_it_is_proved_the_old_one_signs_in(bob, browser, email):
    ask(browser, email)
    phone = Browser()
    phone.sign_in(bob)
    assert phone.get(reverse("marketplace:profile")).status_code == 200
    bob.refresh_from_db()
    assert bob.email != email


def test_the_old_address_hears_of_the_change(bob, browser, email):
    old = bob.email
    ask(browser, email)
    browser.post(link(email))
    assert f"from {old} to {email}" in Mail.objects.get(to=old).text
    Mail.objects.send_due()
    assert {message.to[0] for message in django_mail.outbox} == {old, email}


def test_somebody_elses_address_is_answered_like_any_and_never_taken(bob, browser, email):
    alice = cast.person("Alice Seller")
    free, taken = ask(browser, email), ask(browser, alice.email)
    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    for mail in Mail.objects.filter(to=alice.email, has_secret=True):
        browser.post(link(mail.to))
    bob.refresh_from_db()
    alice.refresh_from_db()
    assert bob.email not in {alice.email, ""}
    assert alice.check_password(cast.PASSWORD)


@pytest.mark.parametrize("bad", ["", "no address", "a\0@example.com", "x" * 260 + "@example.com", "🦊"])
def test_what_is_no_address_changes_nothing(bob, browser, bad):
    answer = ask(browser, bad)
    assert answer.status_code == 422
    assert b'class="field__error"' in answer.content
    assert not Mail.objects.exists()
