"""Fixtures of account tests: browsers, unused email addresses, and the links in mails."""

import re

import pytest
from django.urls import reverse

from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import Browser


@pytest.fixture
def browser(db):
    """Somebody's browser."""
    return Browser()


@pytest.fixture
def email():
    """An address that no account has, and that no limit knows from another test."""
    return f"new{next(cast.serial)}@example.com"


@pytest.fixture
def sign_up(browser, email):
    """Return a function that sends the sign-up form."""

    def sign_up(to=email, by=browser, **fields):
        form = {"email": to, "password1": cast.PASSWORD, "display_name": "New Person", **fields}
        return by.post(reverse("account_signup"), form)

    return sign_up


def link(to: str) -> str:
    """Return the path of the link in the newest mail to an address."""
    text = Mail.objects.filter(to=to).latest("pk").text
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


def is_signed_in(browser) -> bool:
    """Tell whether the server takes this browser for a member's."""
    return browser.get(reverse("marketplace:profile")).status_code == 200
