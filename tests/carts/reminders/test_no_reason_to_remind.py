"""Shoppers who bought after leaving a cart, or are paying, get no reminder."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from carts.models import Cart, CartReminder
from carts.models.reminders_due import has_bought
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Order, Payment
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
write = CartReminder.objects.mail_due


def bought(hours):
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    Order.objects.filter(pk=order.pk).update(email="gus@example.com", paid_at=F("paid_at") - timedelta(hours=hours))


def test_not_after_buying_on_another_device_before_the_cart_even_counted_as_abandoned(left):
    left(cast.guest(), hours=1.1, reminder_email="gus@example.com")
    bought(hours=1.4)
    assert write() == 0


def test_a_purchase_before_the_cart_was_left_does_not_stop_the_reminder(left):
    left(cast.guest(), hours=1.1, reminder_email="gus@example.com")
    bought(hours=1.8)
    assert write() == 1


def test_not_while_the_bank_is_still_asked(left):
    guest, item = cast.guest(), cast.item()
    cart, order = left(guest, reminder_email="gus@example.com"), cast.pending_order(guest, (item, 1))
    Cart.objects.filter(pk=cart.pk).update(order=order)
    cast.attempt_payment(order, CONFIRMS)
    assert write() == 0
    Payment.objects.update(status=Payment.Status.FAILED)
    Order.objects.filter(pk=order.pk).update(status=Order.Status.EXPIRED)
    assert write() == 1


def many_orders():
    """Create paid orders of others until an index pays off for the planner."""
    one = cast.paid_order(cast.guest(), (cast.item(), 1))
    fields = {"currency": "EUR", "expires_at": one.expires_at, "paid_at": one.paid_at, "status": one.status}
    Order.objects.bulk_create(
        Order(holder=f"v-{n}", email=f"gus{n}@example.com", items_total=1, total=1, **fields) for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE marketplace_order")


def test_purchases_of_an_address_are_found_by_an_index_in_any_case(left):
    many_orders()
    cart = left(cast.guest(), reminder_email="Gus@example.com")
    cart.address = cart.reminder_email
    with CaptureQueriesContext(connection) as seen:
        assert not has_bought(cart)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {seen[0]['sql']}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "order_email" in plan and "order_holder_newest" in plan
    assert "Seq Scan" not in plan
