"""Abandoned rows are deleted after their retention time; paid or owned ones never are."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.utils import timezone

from config.tasks import clear_sessions
from marketplace import tasks
from marketplace.gateways.fake import CONFIRMS, DECLINES
from marketplace.models import Mail, Order, Payment, User, Visit
from marketplace.orders.settlement import confirm_payment
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return cast.item(stock=9)


def closed(item, status, days, method=None, **fields):
    """Return an order that closed unpaid so many days ago, after an attempt to pay if a method is given."""
    order = cast.pending_order(cast.guest(), (item, 1))
    if method:
        cast.attempt_payment(order, method)
    order.lapse(status)
    Order.objects.filter(pk=order.pk).update(closed_at=F("closed_at") - timedelta(days=days), **fields)
    return order


def test_an_order_that_was_never_paid_goes_a_month_after_it_closed(item):
    old = [closed(item, status, 31, method) for status in Order.UNPAID for method in (None, DECLINES)]
    young = closed(item, Order.Status.CANCELLED, 29)
    tasks.forget_unpaid()
    tasks.forget_unpaid()
    assert list(Order.objects.all()) == [young]
    assert not Payment.objects.filter(order__in=[order.pk for order in old]).exists()


def test_what_was_paid_or_may_still_be_stays(item):
    paid = cast.paid_order(cast.guest(), (item, 1))
    back = cast.paid_order(cast.guest(), (item, 1))
    back.refund(back.lines.all(), by=None)
    open_still = closed(item, Order.Status.EXPIRED, 31, CONFIRMS)
    late = closed(item, Order.Status.CANCELLED, 31, CONFIRMS)
    confirm_payment(late.payments.get(), approved=True)
    waiting = cast.pending_order(cast.guest(), (item, 1))
    Order.objects.update(created_at=timezone.now() - timedelta(days=400))
    tasks.forget_unpaid()
    assert set(Order.objects.all()) == {paid, back, open_still, late, waiting}


def unproved(name, **fields):
    user = cast.person(name, date_joined=timezone.now() - timedelta(days=31), **fields)
    EmailAddress.objects.filter(user=user).update(verified=False)
    return user


def test_an_account_nobody_proved_the_address_of_goes_and_the_address_is_free_again():
    mallory = unproved("Mallory")
    tasks.forget_unproved()
    assert not User.objects.filter(pk=mallory.pk).exists()
    assert cast.person("Mallory Again", email=mallory.email).email == mallory.email


def test_accounts_of_people_stay():
    proved = cast.person("Bob Buyer", date_joined=timezone.now() - timedelta(days=400))
    young = cast.person("Carol")
    EmailAddress.objects.filter(user=young).update(verified=False)
    seller = cast.shop(unproved("Alice")).owner
    buyer = unproved("Bea")
    cast.pending_order(cast.member(buyer), (cast.item(in_shop=seller.owned_shop), 1))
    signed_in = unproved("Sam", last_login=timezone.now())
    by_hand = User.objects.create_user("eve@example.com", date_joined=timezone.now() - timedelta(days=400))
    tasks.forget_unproved()
    assert set(User.objects.all()) == {proved, young, seller, buyer, signed_in, by_hand}


def test_sessions_that_are_over_go_and_others_stay():
    for _ in range(2):
        Client().force_login(cast.person("Bob Buyer"))
    over, standing = Session.objects.all()
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert list(Session.objects.all()) == [standing]


def test_visits_of_long_ago_go():
    for day in (0, 399, 401):
        Visit.objects.create(visitor=f"{day:032}", day=timezone.localdate() - timedelta(days=day))
    tasks.forget_visits()
    assert set(Visit.objects.values_list("visitor", flat=True)) == {f"{day:032}" for day in (0, 399)}


def test_the_key_of_a_forgotten_mail_goes_when_nothing_would_write_it_again(item):
    cast.paid_order(cast.guest(), (item, 1))
    mail = Mail.objects.get()
    Mail.objects.update(created_at=F("created_at") - timedelta(days=36))
    tasks.purge_mail()
    assert Mail.objects.get() == mail
    Mail.objects.update(created_at=F("created_at") - timedelta(days=2))
    Order.objects.update(paid_at=F("paid_at") - timedelta(days=38))
    tasks.purge_mail()
    tasks.repair_mail()
    assert not Mail.objects.exists()
