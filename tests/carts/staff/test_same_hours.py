"""Today so far is compared with yesterday until the same time of day, never with all of yesterday."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from carts.checkout import check_out_cart
from carts.models import Cart
from carts.staff import analytics
from carts.staff.scope import Scope
from marketplace.models import ProductView, Visit
from tests import cast
from tests.carts.browsers import filled, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
DAY = timedelta(days=1)
NOW = timezone.make_aware(datetime.combine(timezone.localdate() - DAY, time(14, 5)))
"""A time of day with room on both sides, at any time the test runs."""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("carts.staff.analytics.clock.read", lambda: NOW)
    monkeypatch.setattr(analytics, "CACHE_SECONDS", 0)


def yesterday(hour, minute):
    return timezone.make_aware(datetime.combine(NOW.date() - DAY, time(hour, minute)))


def cart_of(stall, at, *, is_bought=False):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 1))
    if is_bought:
        cast.attempt_payment(check_out_cart(shopper, key=cast.key()))
    cart.events.update(at=at)
    Cart.objects.filter(pk=cart.pk).update(updated_at=at, abandoned_at=at, recovered_at=at)
    return cart


def looked(stall, viewer, at):
    ProductView.objects.record(stall.boots.product, viewer)
    ProductView.objects.filter(viewer=viewer).update(viewed_at=at, day=timezone.localdate(at))
    Visit.objects.record(viewer)
    Visit.objects.filter(visitor=viewer).update(created_at=at, day=timezone.localdate(at))


def compared(stall):
    context = analytics.load_analytics(Scope(stall.shop))
    return context["now"], context["before"]


def test_carts_checkouts_and_paid_ones_of_later_hours_are_left_out(stall):
    cart_of(stall, yesterday(14, 4), is_bought=True)
    cart_of(stall, yesterday(14, 6), is_bought=True)
    cart_of(stall, yesterday(23, 59))
    before = compared(stall)[1]
    assert (before.carts, before.checkouts, before.paid, before.recovered) == (1, 1, 1, 1)


def test_visitors_of_later_hours_are_left_out(stall):
    for viewer, at in (("v-earlier", yesterday(9, 0)), ("v-later-on", yesterday(20, 0))):
        looked(stall, viewer, at)
    assert compared(stall)[1].visitors == 1
    assert analytics.load_analytics(Scope())["before"].visitors == 1


def test_abandonment_and_average_are_those_of_the_same_hours(stall):
    cart_of(stall, yesterday(10, 0))
    dear = filled(cast.guest(), (stall.boots, 9))
    dear.events.update(at=yesterday(18, 0))
    before = compared(stall)[1]
    assert before.value == stall.boots.product.price
    assert before.rate == 100


def test_the_funnel_compares_the_same_hours_too(stall):
    cart_of(stall, yesterday(10, 0))
    cart_of(stall, yesterday(20, 0))
    funnel = analytics.load_analytics(Scope(stall.shop))["charts"][0]
    assert dict(funnel["rows"])["Carts"] == (0, 1)


def test_the_page_names_the_time_it_compares_with(stall, sam):
    page = text(sam.get(f"{stall.url}numbers/"))
    assert "yesterday until 14:05 UTC" in page
    assert "all of yesterday" not in page
