"""Carts that were left behind, when two things happen to them at once: each end is reached once."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F

from carts.abandonment import record_abandoned_carts
from carts.models import Cart, CartReminder, MailOptOut
from marketplace.errors import Refused
from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import filled
from tests.carts.staff.cart_age import age
from tests.races.threads import run_together, wait_for_blocked_query

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_quiet_hours(settings):
    """Have no quiet hours: these tests run at any time of day."""
    settings.CART_QUIET_HOURS = [0, 0]


def left_behind(minutes=100):
    cart = age(filled(cast.guest(), (cast.item(), 2)), minutes)
    Cart.objects.filter(pk=cart.pk).update(
        abandoned_at=F("updated_at") + timedelta(minutes=30), reminder_email="gus@example.com"
    )
    return Cart.objects.get(pk=cart.pk)


def outcome(act, *args):
    """Return whether it was done, or the code of the refusal."""
    try:
        act(*args)
    except Refused as refused:
        return refused.code
    return "done"


def test_two_sweeps_note_one_abandonment():
    carts = [age(filled(cast.guest(), (cast.item(), 1)), 31) for _ in range(3)]
    assert sum(run_together(record_abandoned_carts, record_abandoned_carts, record_abandoned_carts)) == len(carts)


def test_whoever_comes_back_while_the_sweep_runs_is_abandoned_and_recovered_once():
    for _ in range(5):
        item = cast.item()
        cart = age(filled(cast.guest(), (item, 1)), 31)
        touched = cart.updated_at
        run_together(record_abandoned_carts, partial(cart.change, item.pk, 2))
        cart.refresh_from_db()
        assert cart.abandoned_at == touched + timedelta(minutes=30)
        assert cart.recovered_at is not None and cart.recovered_at > cart.abandoned_at


def test_two_workers_write_one_reminder():
    left_behind()
    assert sorted(run_together(*[CartReminder.objects.mail_due] * 3)) == [0, 0, 1]
    assert (CartReminder.objects.count(), Mail.objects.filter(key__startswith="cart:").count()) == (1, 1)


def test_a_link_opened_in_two_browsers_at_once_brings_the_cart_to_one():
    for _ in range(3):
        reminder = CartReminder.objects.create(cart=left_behind(), step=1)
        browsers = [cast.guest(), cast.guest()]
        done = run_together(*(partial(outcome, reminder.restore_cart, browser) for browser in browsers))
        assert sorted(done) == ["done", "used"]
        units = [
            sum(cart.lines.quantities().values()) for browser in browsers if (cart := Cart.objects.open_of(browser))
        ]
        assert sum(units) == 2


def test_whoever_stops_reminders_while_one_is_written_is_not_sent_it(monkeypatch):
    owe, written, cart = CartReminder.mail_to, threading.Event(), left_behind()

    def owe_slowly(reminder, email):
        owe(reminder, email)
        written.set()
        wait_for_blocked_query(2)

    def stop():
        assert written.wait(10)
        MailOptOut.objects.opt_out(cart.reminder_email.upper())

    monkeypatch.setattr(CartReminder, "mail_to", owe_slowly)
    assert run_together(CartReminder.objects.mail_due, stop) == [1, None]
    assert not Mail.objects.to_read().filter(sent_at=None).exists()
