"""Events by staff record the member of staff in the history, for their team and the admin."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import filled, text
from tests.carts.staff.shops import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    return cast.item(title="Hat")


@pytest.fixture
def cart(stall, other):
    return filled(cast.guest(), (stall.boots, 1), (other, 1))


def history(browser, url):
    return text(browser.get(url)).split("History")[1]


def test_removing_the_shops_lines_records_the_member_of_staff(stall, sam, cart):
    assert sam.delete(f"/api/carts/{cart.code}").status_code == 200
    event = cart.events.latest("pk")
    assert (event.kind, event.by) == ("withdrawn", stall.sam)
    assert "by Sam Staff" in history(sam, f"{stall.url}{cart.code}/")


def test_events_of_the_shopper_name_no_staff(stall, sam, cart):
    cart.remove(stall.boots.pk)
    assert set(cart.events.values_list("by", flat=True)) == {None}
    assert " by " not in history(sam, f"{stall.url}{cart.code}/")


def test_an_owner_who_closes_the_own_cart_is_not_recorded_as_staff(bob, stall):
    bob.send("add", item=stall.boots.pk)
    cart = bob.cart.cart
    bob.delete(f"/api/carts/{cart.code}")
    event = cart.events.latest("pk")
    assert (event.kind, event.by) == ("closed", None)


def test_another_shop_learns_no_name_and_the_platform_does(stall, sam, cart, other):
    eve = signed_in(other.product.shop.owner)
    admin = signed_in(cast.person("Ada Admin", is_staff=True, is_superuser=True))
    cart.remove(other.pk)
    sam.delete(f"/api/carts/{cart.code}")
    theirs = history(eve, f"/desk/{other.product.shop.slug}/carts/{cart.code}/")
    assert "by another shop’s staff" in theirs and "Sam" not in theirs
    assert "by Sam Staff" in history(admin, f"/live-carts/{cart.code}/")


def test_the_platforms_staff_is_named_as_such_and_in_the_admin_by_name(stall, sam, cart):
    ada = cast.person("Ada Admin", is_staff=True, is_superuser=True)
    admin = signed_in(ada)
    chosen = {"action": "close", "_selected_action": [cart.pk], "sure": "1"}
    admin.post(reverse("admin:carts_cart_changelist"), chosen)
    cart.refresh_from_db()
    assert (cart.status, cart.events.latest("pk").by) == ("closed", ada)
    assert "by the site’s staff" in history(sam, f"{stall.url}{cart.code}/")
    assert "Closed - 0 0 Ada Admin" in text(admin.get(reverse("admin:carts_cart_change", args=[cart.pk])))


def test_the_history_asks_as_often_however_many_the_staff_were(stall, sam, cart, django_assert_max_num_queries):
    sam.delete(f"/api/carts/{cart.code}")
    for _ in range(4):
        cart.add(stall.boots.pk)
        sam.delete(f"/api/carts/{cart.code}")
    with django_assert_max_num_queries(25):
        page = sam.get(f"{stall.url}{cart.code}/")
    assert text(page).count("by Sam Staff") == 5
