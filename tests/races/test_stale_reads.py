"""Values read before waiting for a lock are read again after it."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from carts.checkout import check_out_cart
from marketplace import tasks
from marketplace.accounts.retention import blank_orders
from marketplace.errors import CheckoutRefused, Refused
from marketplace.gateways import Outcome, default_gateway
from marketplace.gateways.fake import DECLINES
from marketplace.models import Hold, Order, User
from marketplace.orders.settlement import begin_payment, settle_payment
from tests import cast
from tests.carts.browsers import filled
from tests.races.threads import run_together, wait_for_blocked_query

pytestmark = pytest.mark.django_db(transaction=True)


def while_open(act: Any, then: Any, seconds: float = 10) -> list[Any]:
    """Do `act`, and `then` beside it before it is committed; it is, once `then` waits for it, or after some seconds."""
    done = threading.Event()

    def first() -> Any:
        with transaction.atomic():
            outcome = act()
            done.set()
            wait_for_blocked_query(seconds)
        return outcome

    def second() -> Any:
        done.wait(10)
        return then()

    return run_together(first, second)


def test_a_checkout_that_waited_for_the_payment_of_its_cart_orders_nothing_twice():
    bob, item = cast.guest(), cast.item(stock=9)
    filled(bob, (item, 2))
    order = check_out_cart(bob, key=cast.key())
    payment = begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    captured = default_gateway().charge(payment)
    _, other_tab = while_open(lambda: settle_payment(payment, captured), lambda: check_out_cart(bob, key=cast.key()))
    assert isinstance(other_tab, Refused), other_tab
    assert other_tab.code == "closed"
    assert (Order.objects.get().status, Hold.objects.count()) == ("paid", 0)


def test_a_hold_renewed_at_its_last_moment_is_not_sold_to_somebody_else_meanwhile():
    item = cast.item(stock=1)
    order = cast.pending_order(cast.guest(), (item, 1))
    soon = Now() + timedelta(seconds=1.5)
    Order.objects.update(expires_at=soon)
    Hold.objects.update(expires_at=soon)

    def late() -> Order:
        time.sleep(2)
        return cast.pending_order(cast.guest(), (item, 1))

    renewed, refused = while_open(order.renew, late, seconds=6)
    assert renewed is None
    assert isinstance(refused, CheckoutRefused), refused
    assert Hold.objects.get().order == order


def test_an_account_whose_address_is_proved_while_the_unproved_are_deleted_stays():
    bob = cast.person("Bob", date_joined=timezone.now() - timedelta(days=31))
    address = EmailAddress.objects.filter(user=bob)
    address.update(verified=False)
    while_open(lambda: address.update(verified=True), tasks.forget_unproved)
    assert list(User.objects.all()) == [bob]


def test_an_order_paid_while_a_person_who_left_is_forgotten_keeps_its_address():
    bob = cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    payment = cast.attempt_payment(order, DECLINES)
    order.lapse(Order.Status.EXPIRED)
    User.objects.filter(pk=bob.pk).update(left_at=timezone.now())
    while_open(lambda: settle_payment(payment, Outcome(Outcome.CAPTURED)), blank_orders)
    order = Order.objects.get()
    assert (order.status, order.ship_name) == ("paid", cast.ADDRESS["ship_name"])
