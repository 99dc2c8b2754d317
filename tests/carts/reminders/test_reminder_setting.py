"""Members switch reminders off and on again on their profile; guests are asked at the checkout."""

import pytest
from django.urls import reverse

from carts.models import CartReminder, MailOptOut
from tests import cast
from tests.carts.browsers import Browser, text
from tests.marketplace.accounts.conftest import link

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
write = CartReminder.objects.mail_due


@pytest.fixture
def user():
    return cast.person("Bob Buyer")


@pytest.fixture
def browser(user):
    browser = Browser()
    browser.sign_in(user)
    return browser


def profile(browser):
    return text(browser.get(reverse("marketplace:profile")))


def test_off_and_on_again(left, user, browser):
    left(cast.member(user))
    assert "Turn reminders off" in profile(browser)
    assert browser.send("reminder_setting").url == reverse("marketplace:profile")
    assert "Turn reminders on" in profile(browser)
    assert write() == 0
    browser.send("reminder_setting", remind="on")
    assert "Turn reminders off" in profile(browser)
    assert write() == 1


def test_the_setting_applies_to_its_member_only(left, user, browser):
    left()
    browser.send("reminder_setting")
    assert list(MailOptOut.objects.values_list("email", flat=True)) == [user.email]
    assert write() == 1


def test_the_link_of_a_mail_and_the_profile_are_one_switch(user, browser):
    browser.post(MailOptOut.objects.link_for(user.email.upper()))
    assert "Cart reminders to" in profile(browser)


def test_a_guest_has_no_profile_to_switch_it_on(bob):
    answer = bob.send("reminder_setting", remind="on")
    assert answer.url.startswith(reverse("account_login"))
    assert not MailOptOut.objects.exists()


def test_the_setting_applies_to_a_new_address(left, user, browser):
    browser.send("reminder_setting")
    email = f"new{next(cast.serial)}@example.com"
    browser.post(reverse("account_email"), {"email": email, "action_add": ""})
    browser.post(link(email))
    user.refresh_from_db()
    assert user.email == email
    left(cast.member(user))
    assert write() == 0
