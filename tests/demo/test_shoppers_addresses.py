"""Each simulated shopper comes from an address of their own, so that they don't look like one script."""

import asyncio

import pytest

from config.demo.browser import Browser, address_for
from config.demo.people import Person
from config.demo.shopper import Pace, Shopper
from marketplace.models import ProductView, RefusedView
from tests import cast

CITY = ("Lisbon", "PT", "Portugal", "1100-048")


@pytest.fixture
def shop(transactional_db):
    return cast.product(stock={"M": 50})


def test_many_simulated_shoppers_are_counted_like_many_people(live_server, shop, settings):
    settings.NEW_VIEWERS_PER_HOUR = 1

    async def look(name: str) -> None:
        person = Person(name, f"{name}@livestall.example", CITY, "1 Mill Street")
        shopper = Shopper(live_server.url, person, Pace(0.01), print, think=0)
        await shopper.look_at_something()
        await shopper.browser.close()

    for name in ("ana", "ben", "cora"):
        asyncio.run(look(name))
    assert (ProductView.objects.count(), RefusedView.objects.count()) == (3, 0)


def test_somebody_who_comes_back_has_the_same_address():
    assert address_for("ana@livestall.example") == address_for("ana@livestall.example") != address_for("ben@x.example")
    assert address_for("ana@livestall.example").startswith("127.")


@pytest.mark.parametrize("base", ["https://shop.example", "http://192.0.2.1:8000", "http://[::1]:8000"])
def test_a_site_elsewhere_is_visited_from_this_machines_own_address(base):
    assert Browser(base, "ana@livestall.example").address is None


def test_a_machine_with_one_loopback_address_does_with_that(monkeypatch):
    monkeypatch.setattr("config.demo.browser._can_bind", lambda address: False)
    assert Browser("http://127.0.0.1:8000", "ana@livestall.example").address is None
