"""New visitors of one network are counted as long as they are a crowd, and no longer once they are a flood."""

from typing import Any

import pytest
from django.core.cache import cache

from activity.models import PurchaseActivity, ToastCount
from marketplace.models import ProductView, RefusedView
from marketplace.tracking.new_visitor_limits import HOUR, VIEWS, VISITS, is_within_budget
from tests import cast

pytestmark = pytest.mark.django_db
OFFICE = "10.0.0.1"


@pytest.fixture
def few(settings):
    """Let a network without a past have two new viewers an hour, and three times its best hour of the past."""
    settings.NEW_VIEWERS_PER_HOUR, settings.NETWORK_GROWTH = 2, 3


def redis():
    """Return the client of the cache and its key prefix."""
    whole: Any = cache
    return whole._cache.get_client(write=True), whole.make_key("shared:")


def come(number, budget=VIEWS, start=0):
    """Return how many of so many new people of one office are within a budget."""
    return sum(is_within_budget(budget, OFFICE, f"v-{one}") for one in range(start, start + number))


def hours_pass():
    """End the hour, and forget the single visitors."""
    client, prefix = redis()
    for key in client.scan_iter(f"{prefix}newcomers:*"):
        if b":past:" not in key:
            client.delete(key)


def a_day_passes():
    """Turn today's best hour into yesterday's."""
    hours_pass()
    client, prefix = redis()
    for key in client.scan_iter(f"{prefix}newcomers:past:*"):
        days = client.zrange(key, 0, -1, withscores=True)
        client.delete(key)
        client.zadd(key, {str(int(day) - 1): number for day, number in days})


def test_an_office_and_a_mobile_network_are_counted_whole(browse):
    product = cast.product()
    for _ in range(150):
        browse().post(f"{product.get_absolute_url()}viewed/", REMOTE_ADDR=OFFICE)
    assert (ProductView.objects.count(), RefusedView.objects.count()) == (150, 0)


def test_a_flood_of_new_visitors_ends_at_the_budget(few):
    assert come(50) == 2
    assert come(2) == 2, "those who are known stay known"


def test_a_network_with_a_past_brings_more(few):
    come(2)
    a_day_passes()
    assert come(50) == 6
    a_day_passes()
    assert come(50) == 18


def test_a_flood_is_no_past_to_grow_by(few):
    come(50)
    hours_pass()
    assert come(50, start=100) == 2, "the next hour of the same day allows no more"
    a_day_passes()
    assert come(50, start=200) == 6, "the next day grows by those who were counted"


def test_a_past_is_forgotten_after_a_week(few):
    come(2)
    for _ in range(8):
        a_day_passes()
    assert come(50) == 2


def test_who_was_one_too_many_is_counted_in_another_hour(few):
    assert come(3) == 2
    hours_pass()
    assert is_within_budget(VIEWS, OFFICE, "v-2")


def test_looks_toasts_and_visits_use_up_nothing_of_each_other(few, settings, browse):
    settings.NEW_TOAST_VISITORS_PER_HOUR, settings.NEW_VISITORS_PER_HOUR = 1, 1
    assert (come(5), come(5, VISITS)) == (2, 1)
    activity = PurchaseActivity.objects.get(order=cast.paid_order(cast.guest(), (cast.item(), 1)))
    for _ in range(2):
        browse().post("/activity/noted/", {"shown": activity.key}, REMOTE_ADDR=OFFICE)
    ToastCount.objects.save_tally()
    activity.refresh_from_db()
    assert activity.display_count == 1


def test_nothing_is_kept_for_those_beyond_the_budget(few):
    come(50)
    client, prefix = redis()
    assert len(list(client.scan_iter(f"{prefix}newcomers:known:*"))) == 2


def test_one_hour_lasts_an_hour(few):
    come(1)
    client, prefix = redis()
    (counter,) = client.scan_iter(f"{prefix}newcomers:hour:*")
    assert 0 < client.ttl(counter) <= HOUR
