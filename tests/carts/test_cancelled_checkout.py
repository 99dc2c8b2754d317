"""A cancelled hold continues with its old time when it is taken again; after an expired one others come first."""

from datetime import timedelta

import pytest
from django.db.models import F

from marketplace.models import Hold, Item, Order
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def minutes_pass(minutes: float) -> None:
    """Move the stored times `minutes` into the past."""
    span = timedelta(minutes=minutes)
    Order.objects.update(expires_at=F("expires_at") - span, created_at=F("created_at") - span)
    Order.objects.filter(closed_at__isnull=False).update(closed_at=F("closed_at") - span)
    Order.objects.filter(renewed_at__isnull=False).update(renewed_at=F("renewed_at") - span)
    Hold.objects.update(expires_at=F("expires_at") - span)
    Order.objects.expire_due()


def shopper(item: Item, quantity: int = 1) -> Browser:
    browser = Browser()
    browser.send("add", item=item.pk, quantity=quantity)
    return browser


def give_up(browser: Browser, order: Order) -> None:
    assert browser.send("cancel_checkout", order.number).status_code == 302
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED


def test_cancelling_and_checking_out_again_buys_no_time():
    guest = shopper(cast.item(stock=5))
    first = guest.check_out()
    for _ in range(3):
        minutes_pass(4)
        give_up(guest, Order.objects.latest("pk"))
        again = guest.check_out()
    first.refresh_from_db()
    assert again.expires_at == first.expires_at
    assert Hold.objects.get().expires_at == first.expires_at


def test_a_renewed_hold_given_up_is_not_renewed_again():
    guest = shopper(cast.item(stock=5))
    first = guest.check_out()
    guest.send("extend_hold", first.number)
    give_up(guest, first)
    again = guest.check_out()
    assert (again.expires_at, again.renewed_at) == (first.expires_at, first.renewed_at)


def test_other_things_in_between_and_beside_it_buy_no_time_either():
    item, other = cast.item(stock=5), cast.item(stock=5)
    guest = shopper(item)
    first = guest.check_out()
    minutes_pass(4)
    give_up(guest, first)
    guest.send("remove", item=item.pk)
    guest.send("add", item=other.pk)
    between = guest.check_out()
    give_up(guest, between)
    guest.send("add", item=item.pk)
    first.refresh_from_db()
    between.refresh_from_db()
    assert between.expires_at > first.expires_at
    assert guest.check_out().expires_at == first.expires_at


def test_signing_in_buys_no_time():
    bob, guest = cast.person("Bob Buyer"), shopper(cast.item(stock=5))
    first = guest.check_out()
    give_up(guest, first)
    minutes_pass(3)
    guest.sign_in(bob)
    first.refresh_from_db()
    assert guest.check_out().expires_at == first.expires_at


def test_after_the_hold_ran_out_the_last_one_is_the_others_turn_for_a_while():
    item = cast.item(stock=1)
    guest, other = shopper(item), shopper(item)
    guest.check_out()
    minutes_pass(16)
    refused = guest.send("checkout", key=cast.key())
    assert refused.status_code == 409
    assert "others have their turn" in text(refused)
    assert other.check_out().status == Order.Status.PENDING


def test_given_up_at_the_last_moment_is_no_better_than_run_out():
    item = cast.item(stock=1)
    guest = shopper(item)
    order = guest.check_out()
    minutes_pass(14.9)
    give_up(guest, order)
    minutes_pass(0.2)
    assert guest.send("checkout", key=cast.key()).status_code == 409


def test_given_up_early_is_soon_forgotten():
    item = cast.item(stock=1)
    guest = shopper(item)
    give_up(guest, guest.check_out())
    minutes_pass(15.5)
    guest.check_out()


def test_the_last_one_is_there_again_after_the_others_had_their_turn():
    guest = shopper(cast.item(stock=1))
    guest.check_out()
    minutes_pass(15 + 10.5)
    assert guest.check_out().status == Order.Status.PENDING


def test_with_units_left_for_others_there_is_no_wait():
    guest = shopper(cast.item(stock=2))
    first = guest.check_out()
    minutes_pass(16)
    assert guest.check_out() != first


def test_a_payment_resets_the_wait():
    item = cast.item(stock=5)
    guest = shopper(item)
    give_up(guest, guest.check_out())
    paid = guest.buy()
    minutes_pass(5)
    guest.send("add", item=item.pk)
    paid.refresh_from_db()
    assert guest.check_out().expires_at > paid.expires_at + timedelta(minutes=4)
