"""Reminders in batches: no cart delays another, and each address gets at most one mail in a while."""

import pytest

from carts.models import CartReminder
from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import Browser
from tests.carts.reminders.conftest import later

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
write = CartReminder.objects.mail_due


def test_carts_that_get_no_mail_now_keep_no_other_waiting(left, monkeypatch):
    monkeypatch.setattr("carts.models.reminder.BATCH", 2)
    for hours in (5, 6):
        left(cast.guest(), hours, reminder_email=f"told{hours}@example.com")
    assert write() == 2
    left(hours=3).member.emailaddress_set.update(verified=False)
    left(hours=3).member.emailaddress_set.update(verified=False)
    left(cast.guest(), reminder_email="gus@example.com")
    assert write() == 1
    assert Mail.objects.filter(to="gus@example.com").exists()


def test_an_address_that_many_carts_name_hears_of_one(left):
    carts = [left(cast.guest(), reminder_email=email) for email in ("gus@example.com", "Gus@example.com")]
    assert [write(), write()] == [1, 0]
    for cart in carts:
        later(cart, 23)
    assert [write(), write()] == [1, 0]


def test_one_address_of_the_net_cannot_have_strangers_reminded_without_end(settings):
    settings.NEW_REMINDERS_PER_HOUR = 1
    item, reminded = cast.item(stock=100), []
    for n in range(3):
        browser = Browser()
        browser.defaults["REMOTE_ADDR"] = "2001:db8:5::1"
        browser.send("add", item=item.pk, quantity=1)
        order = browser.check_out()
        browser.pay(order, method="test-declined", remind_me="on", email=f"stranger{n}@example.com")
        reminded.append(order.carts.get().reminder_email)
    assert reminded == ["stranger0@example.com", "", ""]
