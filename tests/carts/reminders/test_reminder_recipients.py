"""Reminders go to reachable shoppers with consent, once for each step, and stop when the cart changes."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from carts.models import Cart, CartReminder, MailOptOut
from carts.models.reminders_due import is_quiet
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.visitors import Shopper
from marketplace.models import Mail
from tests import cast
from tests.carts.reminders.conftest import later

pytestmark = pytest.mark.django_db
write = CartReminder.objects.mail_due


def mails():
    return Mail.objects.filter(key__startswith="cart:")


def test_three_in_all_each_once(left):
    cart = left(hours=0.9)
    assert write() == 0
    later(cart, 0.2)
    assert [write(), write()] == [1, 0]
    later(cart, 23)
    assert [write(), write()] == [1, 0]
    later(cart, 48)
    assert [write(), write()] == [1, 0]
    later(cart, 100)
    assert write() == 0
    assert list(cart.reminders.order_by("pk").values_list("step", flat=True)) == [1, 2, 3]
    assert mails().count() == 3


def test_the_mail_lists_the_lines_and_goes_to_the_accounts_address(left):
    cart = left()
    write()
    mail = mails().get()
    assert mail.to == cart.member.email
    assert "2 × Boots" in mail.text and "2 × Boots" in mail.html
    assert "/cart/reminded/" in mail.text and "/cart/reminders/" in mail.html


def test_of_several_steps_that_are_overdue_only_the_latest_is_sent(left):
    cart = left(hours=80)
    assert [write(), write()] == [1, 0]
    assert cart.reminders.get().step == 3


def test_a_reminder_overdue_for_days_is_not_sent(left):
    left(hours=72 + 49)
    assert write() == 0


def test_a_guest_is_reminded_where_they_said_so_and_nowhere_else(left):
    left(cast.guest())
    assert write() == 0
    left(cast.guest(), reminder_email="gus@example.com")
    assert (write(), mails().get().to) == (1, "gus@example.com")


def test_an_unproved_address_gets_no_reminder(left):
    cart = left()
    cart.member.emailaddress_set.update(verified=False)
    assert write() == 0


def test_nor_after_buying_be_it_with_another_cart(left):
    user = cast.person("Bob Buyer")
    left(cast.member(user))
    cast.paid_order(Shopper(user, "0" * 32), (cast.item(), 1))
    assert write() == 0


def test_nor_after_buying_as_a_guest_with_the_same_address(left):
    left(cast.guest(), reminder_email="Bob@example.com")
    cast.paid_order(cast.guest(), (cast.item(), 1))
    assert write() == 0


def test_nor_after_coming_back(left):
    cart = left()
    cart.add(cast.item().pk)
    assert write() == 0
    later(cart, 30)
    assert write() == 0


def test_an_emptied_or_closed_cart_or_a_deleted_account_gets_no_reminder(left):
    emptied, closed, gone = left(), left(), left()
    emptied.empty()
    closed.close()
    delete_account(gone.member)
    assert write() == 0


def test_a_member_who_opted_out_gets_no_reminder(left):
    cart = left()
    MailOptOut.objects.opt_out(cart.member.email.upper())
    assert write() == 0
    MailOptOut.objects.opt_in(cart.member.email)
    assert write() == 1


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [
        ([21, 8], 20, False),
        ([21, 8], 21, True),
        ([21, 8], 3, True),
        ([21, 8], 8, False),
        ([1, 3], 2, True),
        ([0, 0], 0, False),
    ],
)
def test_quiet_hours(settings, hours, hour, quiet):
    settings.CART_QUIET_HOURS = hours
    assert is_quiet(datetime(2026, 11, 28, hour, 30, tzinfo=UTC)) is quiet


def test_at_night_nothing_is_written_and_in_the_morning_it_is(left, monkeypatch):
    left()
    monkeypatch.setattr("carts.models.reminder.is_quiet", lambda now: True)
    assert write() == 0
    monkeypatch.undo()
    assert write() == 1


def test_the_database_knows_no_step_twice(left):
    cart = left()
    CartReminder.objects.create(cart=cart, step=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CartReminder.objects.create(cart=cart, step=1)
    assert write() == 0


def test_consent_is_given_at_the_checkout_by_guests(bob):
    bob.send("add", item=cast.item().pk)
    order = bob.check_out()
    bob.pay(order, method="test-declined")
    assert Cart.objects.get(order=order).reminder_email == ""
    bob.pay(order, method="test-declined", remind_me="on", email="gus@example.com")
    assert Cart.objects.get(order=order).reminder_email == "gus@example.com"
