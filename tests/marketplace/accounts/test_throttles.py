"""How often things may be tried: guesses, sign-ups, resets, and mail to one address."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.rate_limits import is_within_limit
from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import Browser
from tests.marketplace.accounts.conftest import is_signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def guess(browser, email, password="wrong"):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


def test_guesses_at_one_account_are_limited_wherever_they_come_from():
    bob = cast.person("Bob Buyer")
    for _ in range(5):
        guess(Browser(), bob.email)
    late = Browser()
    assert b"Too many failed" in guess(late, bob.email, cast.PASSWORD).content
    assert not is_signed_in(late)


def test_another_account_is_not_locked_by_them():
    bob, alice = cast.person("Bob Buyer"), cast.person("Alice Seller")
    for _ in range(6):
        guess(Browser(), bob.email)
    browser = Browser()
    guess(browser, alice.email, cast.PASSWORD)
    assert is_signed_in(browser)


def test_guesses_from_one_address_are_limited_whatever_the_account():
    mallory, bob = Browser(), cast.person("Bob Buyer")
    for number in range(10):
        guess(mallory, f"nobody{number}@example.com")
    guess(mallory, bob.email, cast.PASSWORD)
    assert not is_signed_in(mallory)
    guess(bobs := Browser(), bob.email, cast.PASSWORD)
    assert is_signed_in(bobs)


def test_signing_in_well_uses_nothing_up():
    bob = cast.person("Bob Buyer")
    for _ in range(8):
        guess(browser := Browser(), bob.email, cast.PASSWORD)
    assert is_signed_in(browser)


def test_sign_ups_from_one_address_are_limited(sign_up, browser):
    answers = [sign_up(f"new{number}@example.com", password1="") for number in range(21)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert b"Too many attempts" in answers[-1].content
    assert sign_up(by=Browser()).status_code == 302


def test_resets_of_one_account_are_limited_wherever_they_come_from():
    bob = cast.person("Bob Buyer")
    answers = [Browser().post(reverse("account_reset_password"), {"email": bob.email}) for _ in range(7)]
    assert {answer.status_code for answer in answers} == {302, 429}
    assert Mail.objects.count() == 5
    assert Browser().post(reverse("account_reset_password"), {"email": "other@example.com"}).status_code == 302


def test_one_address_gets_so_much_mail_for_the_asking_and_no_more(sign_up, settings, caplog, email):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "mail": (2, 3600)}
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": None}
    for _ in range(4):
        assert sign_up(email, by=Browser()).status_code == 302
    sign_up(f"other-{email}", by=Browser())
    assert Mail.objects.filter(to=email).count() == 2
    assert Mail.objects.filter(to=f"other-{email}").count() == 1
    assert "had its share" in caplog.text
    assert email not in caplog.text


def test_what_one_did_oneself_is_told_all_the_same(browser, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "mail": (1, 3600)}
    bob = cast.person("Bob Buyer")
    for _ in range(2):
        Browser().post(reverse("account_reset_password"), {"email": bob.email})
    browser.sign_in(bob)
    form = {"oldpassword": cast.PASSWORD, "password1": "another good one", "password2": "another good one"}
    browser.post(reverse("account_change_password"), form)
    assert Mail.objects.filter(to=bob.email, text__contains="was changed").count() == 1


def test_a_dead_cache_locks_nobody_out(browser, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    browser.sign_in(cast.person("Bob Buyer"))
    assert is_signed_in(browser)


def ask_for_erasure(email="gone@example.com", **headers):
    return Client(**headers).post(reverse("marketplace:erase"), {"email": email})


def test_erasure_requests_of_one_network_are_limited(settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "erase": (2, 600)}
    answers = [ask_for_erasure(REMOTE_ADDR=f"2001:db8::{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert b"Too many attempts" in answers[-1].content
    assert ask_for_erasure(REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_erasure_mails_to_one_recipient_are_limited(settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "mail": (2, 3600)}
    for address in ("gone@example.com", "GONE@example.com", "gone@example.com"):
        assert ask_for_erasure(address).status_code == 302
    assert Mail.objects.count() == 2


def test_order_links_tried_from_one_network_are_limited(settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "order_link": (2, 600)}
    path = reverse("marketplace:order_link", args=["LS-ABCDE-ABCDE", "guess"])
    assert [Client().get(path).status_code for _ in range(3)] == [404, 404, 429]


def test_a_limit_ends_with_its_time(settings):
    settings.RATE_LIMITS = {"erase": (1, 1)}
    assert [is_within_limit("erase", "a"), is_within_limit("erase", "a"), is_within_limit("erase", "b")] == [1, 0, 1]
    time.sleep(1.1)
    assert is_within_limit("erase", "a")


def test_without_a_cache_nothing_is_limited(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (1, 600))
    assert [ask_for_erasure().status_code for _ in range(3)] == [302] * 3
    assert Mail.objects.count() == 3
