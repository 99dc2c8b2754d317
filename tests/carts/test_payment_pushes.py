"""Open cart pages are notified when a payment starts or fails and when the hold changes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.gateways.fake import CONFIRMS, DECLINES
from marketplace.models import Order
from marketplace.orders.settlement import begin_payment, charge_payment, confirm_payment
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PLACES = ["cart", "menu"]


@pytest.fixture
def order(bob, item):
    return bob.check_out()


def begin(order):
    cast.attempt_payment(order, method=CONFIRMS)


def begin_and_end(order):
    begin(order)
    confirm_payment(order.payments.latest("pk"), approved=False)
    begin_again = begin_payment(order, key=cast.key(), method=DECLINES, address=cast.ADDRESS)
    charge_payment(begin_again)


@pytest.mark.parametrize("place", PLACES)
def test_the_start_of_a_payment_is_pushed(bob, order, place):
    assert assert_page_stays_current(bob, reverse(f"carts:{place}"), lambda: begin(order)) == {f"order.{order.number}"}


@pytest.mark.parametrize("place", PLACES)
def test_the_failure_of_a_payment_is_pushed(bob, order, place):
    begin(order)
    fail = order.payments.get()
    pushed_topics = assert_page_stays_current(
        bob, reverse(f"carts:{place}"), lambda: confirm_payment(fail, approved=False)
    )
    assert pushed_topics == {f"order.{order.number}"}


def test_a_hold_extension_is_pushed_to_the_cart_and_to_the_items_pages(bob, order, item):
    Order.objects.update(expires_at=timezone.now() + timedelta(minutes=3))
    pushed_topics = assert_page_stays_current(bob, reverse("carts:cart"), order.renew)
    assert {f"order.{order.number}", f"line.{item.pk}"} <= pushed_topics


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("event", [begin, begin_and_end, Order.renew])
def test_a_cart_without_these_items_gets_no_push(mallory, order, event, place):
    mallory.send("add", item=cast.item().pk)
    mallory.check_out()
    assert_no_push(mallory, reverse(f"carts:{place}"), lambda: event(order))
