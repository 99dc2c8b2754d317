"""Mails about accounts wait in the outbox like all others, so that no mail server is in anybody's way."""

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from marketplace.models import Mail, User
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import is_signed_in, link

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def ask_for_reset(browser, email):
    return browser.post(reverse("account_reset_password"), {"email": email})


def test_a_sign_up_waits_for_no_mail_server(sign_up, settings, email):
    settings.EMAIL_BACKEND = "nowhere.to.be.Found"
    assert sign_up().status_code == 302
    assert User.objects.get().email == email
    assert Mail.objects.get().sent_at is None


def test_its_mail_leaves_with_the_next_sweep(sign_up, email):
    sign_up()
    assert django_mail.outbox == []
    Mail.objects.send_due()
    assert django_mail.outbox[0].to == [email]


def test_links_that_open_an_account_are_known_as_secrets(browser, sign_up, email):
    bob = cast.person("Bob Buyer")
    sign_up()
    ask_for_reset(browser, bob.email)
    ask_for_reset(browser, "nobody@example.com")
    secrets = dict(Mail.objects.values_list("to", "has_secret"))
    assert secrets == {email: True, bob.email: True, "nobody@example.com": False}


def test_a_reset_link_sets_a_new_password_once(browser):
    bob = cast.person("Bob Buyer")
    ask_for_reset(browser, bob.email)
    page = link(bob.email)
    form = browser.get(page).url
    browser.post(form, {"password1": "another good one", "password2": "another good one"})
    assert is_signed_in(browser)
    bob.refresh_from_db()
    assert bob.check_password("another good one")
    assert b"no longer works" in Browser().get(page).content


def test_a_new_password_is_told_to_its_owner(browser):
    bob = cast.person("Bob Buyer")
    browser.sign_in(bob)
    form = {"oldpassword": cast.PASSWORD, "password1": "another good one", "password2": "another good one"}
    browser.post(reverse("account_change_password"), form)
    assert "your account was changed" in Mail.objects.get(to=bob.email).text


def test_a_reset_answers_alike_whether_there_is_an_account_or_not():
    bob = cast.person("Bob Buyer")
    known, unknown = ask_for_reset(Browser(), bob.email), ask_for_reset(Browser(), "nobody@example.com")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_new_address_takes_the_place_of_the_old_once_it_is_proved(browser):
    bob = cast.person("Bob Buyer")
    browser.sign_in(bob)
    browser.post(reverse("account_email"), {"email": "bobby@example.com", "action_add": ""})
    bob.refresh_from_db()
    assert bob.email != "bobby@example.com"
    browser.post(link("bobby@example.com"))
    bob.refresh_from_db()
    assert bob.email == "bobby@example.com"
