"""Consent to a reminder is kept on a busy network; if it cannot be, the page says so."""

import pytest

from carts.models import Cart
from tests import cast
from tests.carts.browsers import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
NOT_KEPT = "send a reminder for this cart"


def consents(network, email, method="test-declined"):
    """Check out as a guest who consents to a reminder; returns the order and the page after the payment."""
    browser = Browser()
    browser.defaults["REMOTE_ADDR"] = network
    browser.send("add", item=cast.item(stock=10).pk, quantity=1)
    order = browser.check_out()
    answer = browser.pay(order, method=method, remind_me="on", email=email)
    return order, browser.get(answer.url).content.decode()


def reminded_at(order):
    return Cart.objects.get(order=order).reminder_email


def test_viewers_use_up_no_reminders(settings):
    settings.NEW_VIEWERS_PER_HOUR = settings.NEW_VISITORS_PER_HOUR = settings.NEW_TOAST_VISITORS_PER_HOUR = 1
    for name in ("gus", "hal", "ida"):
        order, page = consents("2001:db8:6::1", f"{name}@example.com")
        assert reminded_at(order) == f"{name}@example.com"
        assert NOT_KEPT not in page


def test_a_consent_that_cannot_be_kept_is_answered(settings):
    settings.NEW_REMINDERS_PER_HOUR = 1
    consents("2001:db8:7::1", "gus@example.com")
    order, page = consents("2001:db8:7::1", "hal@example.com")
    assert reminded_at(order) == ""
    assert NOT_KEPT in page
    assert "checked" not in page.split('name="remind_me"')[1].split(">")[0]


def test_a_guest_who_pays_at_once_sees_no_such_message(settings):
    settings.NEW_REMINDERS_PER_HOUR = 1
    consents("2001:db8:8::1", "gus@example.com")
    assert NOT_KEPT not in consents("2001:db8:8::1", "hal@example.com", method="test-pays")[1]
