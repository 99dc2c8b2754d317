"""A look at a product counts once a viewer and day; the first of a month is flagged."""

from datetime import timedelta

import pytest
from django.test import Client

from marketplace.models import Product, ProductView, RefusedView
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return cast.product()


def look(client, product, **how):
    return client.post(f"{product.get_absolute_url()}viewed/", **how)


def refused():
    return dict(RefusedView.objects.values_list("reason", "count"))


def test_a_guests_look_counts_once_a_day_for_the_owner(product, browse):
    guest = browse()
    for _ in range(2):
        assert look(guest, product).status_code == 204
    view = ProductView.objects.get()
    assert view.viewer.startswith("v-")
    assert (view.product, view.seller, view.is_first_of_month) == (product, product.shop.owner, True)


def test_a_member_is_one_viewer_on_all_devices(product, browse):
    bob = cast.person("Bob Buyer")
    for device in (browse(bob), browse(bob)):
        look(device, product)
    assert ProductView.objects.get().viewer == f"u-{bob.pk}"


def test_the_next_day_counts_again_and_only_a_new_month_is_flagged(product, browse):
    guest = browse()
    look(guest, product)
    today = ProductView.objects.get().day
    for back, flagged in ((today.replace(day=1), today.day == 1), (today.replace(day=1) - timedelta(days=1), True)):
        ProductView.objects.update(day=back)
        if back != today:
            look(guest, product)
            assert ProductView.objects.get(day=today).is_first_of_month is flagged
            ProductView.objects.filter(day=today).delete()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_are_one(product):
    run_together(*[lambda: ProductView.objects.record(product, "v-1")] * 4)
    assert ProductView.objects.count() == 1


def test_the_shops_own_people_do_not_count(product, browse):
    sam = cast.person("Sam Staff")
    product.shop.staff.add(sam)
    for person in (product.shop.owner, sam):
        look(browse(person), product)
    look(browse(cast.person("Eve Other")), product)
    assert (ProductView.objects.count(), refused()) == (1, {"own": 2})


def test_without_our_cookie_nobody_looked(product, stranger):
    look(stranger, product)
    assert (ProductView.objects.count(), refused()) == (0, {"no_cookie": 1})


def test_robots_are_counted_apart_when_they_read_the_page(product, browse):
    robot = Client(headers={"User-Agent": "Googlebot/2.1"})
    robot.get(product.get_absolute_url())
    look(robot, product)
    browse().get(product.get_absolute_url())
    assert (ProductView.objects.count(), refused()) == (0, {"bot": 1})


def test_new_viewers_of_one_address_are_capped_by_the_hour(product, settings, browse):
    settings.NEW_VIEWERS_PER_HOUR = 2
    known = browse()
    look(known, product, REMOTE_ADDR="10.0.0.1")
    for _ in range(3):
        look(browse(), product, REMOTE_ADDR="10.0.0.1")
    look(browse(), product, REMOTE_ADDR="10.0.0.2")
    look(known, cast.product(), REMOTE_ADDR="10.0.0.1")
    assert (ProductView.objects.count(), refused()) == (4, {"crowd": 2})


def test_who_was_one_too_many_does_not_count_on_a_second_look_either(product, settings, browse):
    settings.NEW_VIEWERS_PER_HOUR = 1
    look(browse(), product, REMOTE_ADDR="10.0.0.1")
    late = browse()
    for _ in range(2):
        look(late, product, REMOTE_ADDR="10.0.0.1")
    assert (ProductView.objects.count(), refused()) == (1, {"crowd": 2})


def test_who_looks_and_is_shown_toasts_is_counted_by_both(product, settings, browse):
    settings.NEW_VIEWERS_PER_HOUR = 2
    for _ in range(2):
        viewer = browse()
        look(viewer, product, REMOTE_ADDR="10.0.0.1")
        viewer.post("/activity/noted/", {"shown": "0" * 20}, REMOTE_ADDR="10.0.0.1")
    assert (ProductView.objects.count(), refused()) == (2, {})


def test_all_addresses_of_one_network_of_ipv6_are_one_address(product, settings, browse):
    settings.NEW_VIEWERS_PER_HOUR = 1
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        look(browse(), product, REMOTE_ADDR=address)
    assert (ProductView.objects.count(), refused()) == (2, {"crowd": 1})


def test_a_draft_is_not_there_and_a_view_outlives_the_sale(product, browse):
    look(browse(), product)
    product.mark_sold()
    assert ProductView.objects.count() == 1
    Product.objects.filter(pk=product.pk).update(status=Product.Status.DRAFT)
    assert look(browse(), product).status_code == 404


def test_a_change_of_owner_moves_no_view(product, browse):
    look(browse(), product)
    seller = product.shop.owner
    product.shop.owner = cast.person("Carol Seller")
    product.shop.save()
    assert ProductView.objects.get().seller == seller
