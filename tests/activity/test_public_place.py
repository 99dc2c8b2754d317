"""A place is public only if at least three other buyers share it."""

from datetime import timedelta

import pytest
from django.db.models import F

from activity.models import PurchaseActivity
from marketplace.models import Order
from marketplace.models.orders import new_number
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(stock=1000)


def buy(item, city, region, shopper=None):
    """Return the public place of a purchase sent to this address."""
    order = cast.paid_order(shopper or cast.guest(), (item, 1), ship_city=city, ship_region=region)
    return PurchaseActivity.objects.get(order=order).place


def others(item, number, city, region):
    """Create purchases of `number` other people from a place: one real purchase, and copies of it."""
    order = cast.paid_order(cast.guest(), (item, 1), ship_city=city, ship_region=region)
    line = order.lines.get()
    for _ in range(number - 1):
        order.pk, order.number, order.holder = None, new_number(), cast.guest().holder
        order.save(force_insert=True)
        line.pk, line.order = None, order
        line.save(force_insert=True)
        # Afresh: an order keeps the lines it once loaded.
        PurchaseActivity.objects.record(Order.objects.get(pk=order.pk))


def test_two_others_in_the_city_are_too_few(item):
    others(item, 2, "Lisbon", "PT")
    assert buy(item, "Lisbon", "PT") == ""


def test_three_others_in_the_city_are_enough(item):
    others(item, 3, "Lisbon", "PT")
    assert buy(item, "Lisbon", "PT") == "Lisbon, Portugal"


def test_a_rare_city_of_a_busy_region_shows_the_region_only(item):
    others(item, 2, "Lisbon", "PT")
    others(item, 1, "Porto", "PT")
    assert buy(item, "Faro", "PT") == "Portugal"


def test_two_others_in_the_region_are_too_few(item):
    others(item, 2, "Lisbon", "PT")
    assert buy(item, "Faro", "PT") == ""


def test_cities_of_one_name_in_two_regions_are_two_cities(item):
    others(item, 3, "Springfield", "IL")
    assert buy(item, "Springfield", "OR") == ""


def test_a_city_without_a_region_is_shown_alone(item):
    others(item, 3, "Lisbon", "")
    assert buy(item, "Lisbon", "") == "Lisbon"


def test_a_buyer_does_not_count_for_themselves(item):
    shopper = cast.guest()
    for _ in range(5):
        assert buy(item, "Lisbon", "PT", shopper) == ""


def test_one_frequent_buyer_counts_once(item):
    shopper = cast.guest()
    for _ in range(5):
        buy(item, "Lisbon", "PT", shopper)
    assert buy(item, "Lisbon", "PT") == ""


def test_purchases_before_the_window_do_not_count(item):
    others(item, 3, "Lisbon", "PT")
    PurchaseActivity.objects.update(created_at=F("created_at") - timedelta(hours=48, minutes=1))
    assert buy(item, "Lisbon", "PT") == ""


def test_no_address_shows_no_place(item):
    others(item, 4, "", "")
    assert buy(item, "", "") == ""


def test_the_profile_comes_before_the_address(item):
    for name in ("Ann", "Ben", "Cat"):
        buy(item, "Lisbon", "PT", cast.member(cast.person(name, city="Ghent", region="BE", country="Belgium")))
    buyer = cast.person("Dee", city="Ghent", region="BE", country="Belgium")
    assert buy(item, "Lisbon", "PT", cast.member(buyer)) == "Ghent, Belgium"


def test_without_a_place_in_the_profile_the_address_counts(item):
    others(item, 3, "Lisbon", "PT")
    assert buy(item, "Lisbon", "PT", cast.member()) == "Lisbon, Portugal"


def test_private_buyers_do_not_count_for_a_place(item):
    for _ in range(3):
        order = cast.paid_order(cast.guest(), (item, 1), show_activity=False)
        activity = PurchaseActivity.objects.get(order=order)
        assert (activity.city, activity.initials) == ("", "")
    assert buy(item, "Lisbon", "PT") == ""
