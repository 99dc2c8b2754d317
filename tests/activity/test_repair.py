"""A paid purchase gets its activity from the repair task after its receiver failed."""

from datetime import timedelta

import pytest
from django.db.models import F

from activity import tasks
from activity.models import PurchaseActivity, PurchaseActivityQuerySet
from activity.retention import purge_activities
from marketplace.models import Order
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def unrecorded(pushes):
    """A paid order of two lines without any activity."""
    order = cast.paid_order(cast.guest(), (cast.item(), 1), (cast.item(), 1))
    PurchaseActivity.objects.all().delete()
    pushes.clear()
    return order


def test_a_missing_activity_is_recorded_at_the_time_of_payment_and_announced(unrecorded, pushes):
    Order.objects.update(paid_at=F("paid_at") - timedelta(hours=3))
    unrecorded.refresh_from_db()
    tasks.repair()
    assert {activity.created_at for activity in PurchaseActivity.objects.all()} == {unrecorded.paid_at}
    assert [push.name for push in pushes] == ["own_purchase", "new_purchase"]


def test_a_single_missing_line_is_added_and_its_order_is_pushed_again(pushes):
    order = cast.paid_order(cast.guest(), (cast.item(title="Boots"), 1), (cast.item(title="Socks"), 1))
    PurchaseActivity.objects.get(title="Socks").delete()
    pushes.clear()
    PurchaseActivity.objects.repair()
    assert PurchaseActivity.objects.filter(order=order).count() == 2
    assert f'id="toast-{order.activities.get(title="Boots").key}"' in pushes[-1].html
    assert "2 things" in pushes[-1].html


def test_where_nothing_is_missing_nothing_is_done(pushes, django_assert_num_queries):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    pushes.clear()
    with django_assert_num_queries(1):
        assert PurchaseActivity.objects.repair() == 0
    assert pushes == []


def test_a_purchase_that_is_not_shown_is_not_looked_for_again(unrecorded, pushes):
    Order.objects.update(show_activity=False)
    assert (PurchaseActivity.objects.repair(), PurchaseActivity.objects.repair()) == (1, 0)
    assert pushes == []


def test_a_purchase_past_the_window_is_not_recorded(unrecorded):
    Order.objects.update(paid_at=F("paid_at") - timedelta(hours=48))
    assert PurchaseActivity.objects.repair() == 0
    assert not PurchaseActivity.objects.exists()


@pytest.mark.parametrize("status", [Order.Status.REFUNDED, Order.Status.CANCELLED])
def test_a_purchase_that_was_taken_back_is_not_recorded(status, unrecorded):
    Order.objects.update(status=status)
    assert PurchaseActivity.objects.repair() == 0


def test_purged_activities_do_not_come_back(unrecorded):
    PurchaseActivity.objects.record(unrecorded)
    Order.objects.update(paid_at=F("paid_at") - timedelta(hours=48))
    PurchaseActivity.objects.update(created_at=F("created_at") - timedelta(hours=48))
    assert (purge_activities(), PurchaseActivity.objects.repair()) == (2, 0)


def test_an_order_that_can_not_be_repaired_does_not_keep_the_others_waiting(unrecorded, monkeypatch, caplog):
    other = cast.paid_order(cast.guest(), (cast.item(), 1))
    PurchaseActivity.objects.all().delete()
    record = PurchaseActivityQuerySet.record

    def fail_once(self, order, at=None):
        if order == unrecorded:
            raise RuntimeError("broken")
        return record(self, order, at)

    monkeypatch.setattr(PurchaseActivityQuerySet, "record", fail_once)
    assert PurchaseActivity.objects.repair() == 1
    assert [activity.order for activity in PurchaseActivity.objects.all()] == [other]
    assert unrecorded.number in caplog.text
