"""A paid order has exactly one activity for each line, even if events are repeated."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activity.models import PurchaseActivity
from marketplace.orders.settlement import settle_order
from marketplace.signals import order_paid
from tests import cast

pytestmark = pytest.mark.django_db


def test_each_line_of_a_paid_order_has_one_activity_with_its_own_amount():
    boots, socks = cast.item(price="80.00", title="Boots"), cast.item(price="4.50", title="Socks")
    order = cast.paid_order(cast.guest(), (boots, 1), (socks, 3))
    recorded = PurchaseActivity.objects.order_by("order_line").values_list("title", "amount", "currency", "created_at")
    assert list(recorded) == [
        ("Boots", Decimal("80.00"), "EUR", order.paid_at),
        ("Socks", Decimal("13.50"), "EUR", order.paid_at),
    ]


def test_an_order_that_was_never_paid_has_none():
    cast.pending_order(cast.guest(), (cast.item(), 1))
    assert not PurchaseActivity.objects.exists()


def test_an_unpaid_order_can_not_be_recorded():
    with pytest.raises(ValueError, match="not paid"):
        PurchaseActivity.objects.record(cast.pending_order(cast.guest(), (cast.item(), 1)))


def test_settling_and_telling_again_adds_nothing(pushes):
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    before = list(pushes)
    settle_order(order.payments.get())
    order_paid.send(sender=None, order=order)
    assert PurchaseActivity.objects.count() == 1
    assert pushes == before


def test_recording_again_returns_nothing_new():
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    assert not PurchaseActivity.objects.record(order)


def test_the_database_refuses_a_second_activity_of_a_line():
    activity = PurchaseActivity.objects.get(order=cast.paid_order(cast.guest(), (cast.item(), 1)))
    activity.pk, activity.key = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        activity.save(force_insert=True)


def test_keys_are_random_and_say_nothing_of_the_order():
    order = cast.paid_order(cast.guest(), (cast.item(), 1), (cast.item(), 1))
    one, other = PurchaseActivity.objects.values_list("key", flat=True)
    assert one != other
    assert len(one) == len(other) == 20
    assert all(character in "0123456789abcdef" for character in one + other)
    assert order.number not in one + other


def test_a_past_purchase_can_be_recorded_at_its_own_time():
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    PurchaseActivity.objects.all().delete()
    then = timezone.now() - timedelta(hours=5)
    assert [activity.created_at for activity in PurchaseActivity.objects.record(order, at=then)] == [then]


def test_recording_an_order_costs_the_same_for_one_line_and_for_many(django_assert_max_num_queries):
    order = cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(6)))
    PurchaseActivity.objects.all().delete()
    with django_assert_max_num_queries(7):
        assert len(PurchaseActivity.objects.record(order)) == 6
