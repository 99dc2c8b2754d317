"""An email address is kept only while its owner wants reminders and one can still be sent."""

import pytest

from carts.models import Cart, CartReminder, MailOptOut
from carts.tasks import delete_addresses
from marketplace.accounts.account_deletion import delete_account
from marketplace.models import Mail
from tests import cast
from tests.carts.reminders.conftest import later

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def address_of(cart):
    cart.refresh_from_db()
    return cart.reminder_email


def test_a_box_that_is_unticked_at_the_next_try_takes_consent_back(bob):
    bob.send("add", item=cast.item().pk)
    order = bob.check_out()
    bob.pay(order, method="test-declined", remind_me="on", email="gus@example.com")
    page = bob.get(f"/checkout/{order.number}/").content.decode()
    assert 'name="remind_me"' in page and "checked" in page.split('name="remind_me"')[1].split(">")[0]
    bob.pay(order, method="test-declined", email="gus@example.com")
    assert Cart.objects.get(order=order).reminder_email == ""


def test_the_checkbox_is_empty_by_default(bob):
    bob.send("add", item=cast.item().pk)
    order = bob.check_out()
    bob.pay(order, method="test-declined", email="gus@example.com")
    page = bob.get(f"/checkout/{order.number}/").content.decode()
    assert "checked" not in page.split('name="remind_me"')[1].split(">")[0]


def test_it_is_forgotten_once_no_reminder_can_come_any_more(left):
    late, due = (left(cast.guest(), hours, reminder_email="gus@example.com") for hours in (72 + 49, 71))
    delete_addresses()
    assert (address_of(late), address_of(due)) == ("", "gus@example.com")


def test_and_with_the_cart(left):
    bought, closed, back = (left(cast.guest(), reminder_email="gus@example.com") for _ in range(3))
    Cart.objects.filter(pk=bought.pk).update(status="bought")
    closed.close()
    back.add(cast.item().pk)
    delete_addresses()
    assert [address_of(cart) for cart in (bought, closed, back)] == ["", "", ""]


def test_a_deleted_account_gets_no_reminder_for_its_guest_carts(left):
    user = cast.person("Bob Buyer")
    cart = left(cast.guest(), reminder_email=user.email.upper())
    MailOptOut.objects.opt_out(user.email)
    delete_account(user)
    assert address_of(cart) == ""


def test_an_unsent_reminder_is_cancelled_by_an_opt_out(left):
    cart, other = (left(cast.guest(), reminder_email=f"{name}@example.com") for name in ("gus", "hal"))
    CartReminder.objects.mail_due()
    MailOptOut.objects.opt_out("Gus@example.com")
    assert [mail.to for mail in Mail.objects.due()] == ["hal@example.com"]
    for each in (cart, other):
        later(each, 23)
    assert CartReminder.objects.mail_due() == 1
