"""Expired activities are deleted in batches, and no others."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from activity import tasks
from activity.models import PurchaseActivity, window
from activity.retention import purge_activities
from marketplace.models import OrderLine
from tests import cast
from tests.races.threads import run_together

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def seven():
    """Seven activities, five of them past their time."""
    cast.make_purchases(7, past_their_time=5)


def test_only_expired_activities_are_deleted(seven):
    kept = list(PurchaseActivity.objects.order_by("-pk")[:2])
    tasks.purge()
    assert list(PurchaseActivity.objects.order_by("-pk")) == kept


def test_a_minute_before_its_time_nothing_goes():
    cast.paid_order(cast.guest(), (cast.item(), 1))
    PurchaseActivity.objects.update(created_at=F("created_at") - timedelta(hours=47, minutes=59))
    assert purge_activities() == 0
    assert PurchaseActivity.objects.count() == 1


def test_it_works_in_batches_and_says_how_many_went(seven, django_assert_num_queries):
    # Three batches and an empty last one; each is a transaction, in a test a savepoint.
    with django_assert_num_queries(3 * 4 + 3):
        assert purge_activities(batch=2) == 5


def test_running_again_deletes_nothing_more(seven):
    purge_activities()
    assert purge_activities() == 0


def test_orders_and_their_lines_are_kept(seven):
    purge_activities()
    assert OrderLine.objects.count() == 7


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_purges_at_once_delete_each_row_once(seven):
    assert sum(run_together(*(purge_activities for _ in range(3)))) == 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_locked_row_is_left_for_the_next_purge(seven):
    with transaction.atomic():
        PurchaseActivity.objects.select_for_update().order_by("pk").first()
        assert run_together(purge_activities) == [4]
    assert purge_activities() == 1


def test_it_finds_expired_rows_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    due = PurchaseActivity.objects.filter(created_at__lte=Now() - window()).order_by("created_at").values("pk")[:10]
    assert "activity_newest" in due.explain()
