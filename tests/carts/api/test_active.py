"""`GET /api/carts/active` and `/count`: the staff's live carts as JSON, for them alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.carts.browsers import filled
from tests.carts.staff.cart_age import age
from tests.carts.staff.shops import signed_in

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
ACTIVE, COUNT = "/api/carts/active", "/api/carts/count"


def test_the_carts_of_the_shop_with_its_own_lines(stall, sam):
    cart = filled(cast.member(), (stall.boots, 2), (cast.item(), 1))
    (payload,) = sam.get(ACTIVE).json()
    line = payload.pop("items")[0]
    assert (line["id"], line["title"], line["quantity"], line["price"]) == (stall.boots.pk, "Boots", 2, 49.9)
    assert payload == {
        "sessionId": cart.code,
        "shopId": stall.shop.slug,
        "total": 99.8,
        "itemCount": 2,
        "createdAt": int(cart.created_at.timestamp() * 1000),
        "lastUpdated": int(cart.updated_at.timestamp() * 1000),
        "status": "active",
        "isGuest": False,
    }


def test_nothing_in_it_leads_to_a_person(stall, sam):
    person = cast.person("Bob Buyer")
    cart = filled(cast.member(person), (stall.boots, 2))
    payload = sam.get(ACTIVE).content.decode()
    for secret in ("Bob", person.email, cart.holder, cart.name.hex, str(cart.name)):
        assert secret not in payload


def test_counts_by_state(stall, sam):
    filled(cast.guest(), (stall.boots, 1))
    age(filled(cast.guest(), (stall.boots, 1)), 11)
    age(filled(cast.guest(), (stall.boots, 1)), 31)
    assert sam.get(COUNT).json() == {"count": 2, "active": 1, "idle": 1, "checkout": 0}


@pytest.mark.parametrize("url", [ACTIVE, COUNT])
def test_guests_and_strangers_are_refused(stall, eve, url):
    filled(cast.guest(), (stall.boots, 1))
    assert Client().get(url).status_code == 401
    assert signed_in(cast.person("Mallory Stranger")).get(url).status_code == 404
    assert eve.get(f"{url}?shop={stall.shop.slug}").status_code == 404
    assert eve.get(url).json() in ([], {"count": 0, "active": 0, "idle": 0, "checkout": 0})


@pytest.mark.parametrize("url", [ACTIVE, COUNT])
def test_staff_of_two_shops_name_one(stall, sam, url):
    other = cast.shop()
    other.staff.add(stall.sam)
    refused = sam.get(url)
    assert (refused.status_code, refused.json()["field"]) == (400, "shop")
    assert sam.get(f"{url}?shop={stall.shop.slug}").status_code == 200
    for wrong in ("%00", "a/b", "x" * 5000, "%F0%9F%A6%8A", ""):
        assert sam.get(f"{url}?shop={wrong}").status_code in (400, 404)


def test_the_platform_sees_all_or_any_shop(stall):
    filled(cast.guest(), (stall.boots, 1))
    filled(cast.guest(), (cast.item(), 1))
    platform = signed_in(cast.person("Pat Platform", is_staff=True))
    assert len(platform.get(ACTIVE).json()) == 2
    assert len(platform.get(f"{ACTIVE}?shop={stall.shop.slug}").json()) == 1


def test_it_takes_as_many_queries_for_many_carts_as_for_few(stall, sam):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert sam.get(ACTIVE).status_code == 200
        return len(seen)

    filled(cast.guest(), (stall.boots, 1))
    few = queries()
    for _ in range(6):
        filled(cast.member(), (stall.boots, 1), (stall.socks, 2))
    assert queries() == few
