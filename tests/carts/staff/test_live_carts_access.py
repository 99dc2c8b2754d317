"""Only owner and staff can open a shop's live carts; page and topic do not exist for anybody else."""

import pytest
from django.test import Client

from carts.topics import live_carts
from config import live
from tests import cast
from tests.carts.browsers import filled
from tests.carts.staff.shops import signed_in

pytestmark = pytest.mark.django_db
PAGES = ["", "list/", "{code}/", "{code}/state/"]


def may(user, key):
    assert live_carts.allow is not None
    return live_carts.allow(live.Subscriber(user.pk if user else None, "d" * 32), str(key))


@pytest.fixture
def code(stall):
    return filled(cast.guest(), (stall.boots, 1)).code


def answers(client, base, code):
    pages = [client.get(base + page.format(code=code)).status_code for page in PAGES]
    return {*pages, client.post(f"{base}{code}/unmask/").status_code}


def test_strangers_find_nothing(stall, eve, code):
    for client in (eve, signed_in(cast.person("Mallory Stranger")), signed_in(cast.shop().owner)):
        assert answers(client, stall.url, code) == {404}
        assert answers(client, "/live-carts/", code) == {404}


def test_a_guest_is_redirected_to_the_sign_in(stall, code):
    assert answers(Client(), stall.url, code) == answers(Client(), "/live-carts/", code) == {302}


def test_a_cart_of_one_shop_is_not_there_under_another(eve, code):
    assert eve.get(f"/desk/{eve.shop.slug}/carts/{code}/").status_code == 404
    assert eve.post(f"/desk/{eve.shop.slug}/carts/{code}/unmask/").status_code == 404


def test_the_platforms_staff_need_not_work_in_a_shop(stall, code):
    platform = signed_in(cast.person("Pat Platform", is_staff=True))
    assert platform.get(f"/live-carts/{code}/").status_code == 200
    assert platform.get(stall.url).status_code == 404


def test_on_the_wire_it_is_the_same(stall, eve):
    assert may(stall.sam, stall.shop.pk)
    assert may(stall.shop.owner, stall.shop.pk)
    assert not may(stall.sam, eve.shop.pk)
    assert not may(stall.sam, "all")
    assert not may(None, stall.shop.pk)
    assert may(cast.person("Pat Platform", is_staff=True), "all")


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30, "-1", "²"])
def test_a_key_that_means_nothing_opens_nothing(stall, key):
    assert not may(stall.sam, key)


def test_former_staff_lose_page_and_topic(stall, sam, code):
    stall.shop.remove_staff(stall.sam)
    assert answers(sam, stall.url, code) == {404}
    assert not may(stall.sam, stall.shop.pk)
