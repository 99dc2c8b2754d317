"""Each simulated shopper connects from an address of its own, so that the site counts different viewers."""

import asyncio

import pytest

from config.demo.data.people import Person
from config.demo.simulator.browser import Browser, choose_source_address
from config.demo.simulator.shopper import Pace, Shopper
from marketplace.models import ProductView, RefusedView
from tests import cast

pytestmark = pytest.mark.detail

CITY = ("Lisbon", "PT", "Portugal", "1100-048")


@pytest.fixture
def shop(transactional_db):
    return cast.product(stock={"M": 50})


def test_simulated_shoppers_are_counted_as_different_viewers(live_server, shop, settings):
    settings.NEW_VIEWERS_PER_HOUR = 1

    async def view_product(name: str) -> None:
        person = Person(name, f"{name}@livestall.example", CITY, "1 Mill Street")
        shopper = Shopper(live_server.url, person, Pace(0.01), print, think=0)
        await shopper.look_at_product()
        await shopper.browser.close()

    for name in ("ana", "ben", "cora"):
        asyncio.run(view_product(name))
    assert (ProductView.objects.count(), RefusedView.objects.count()) == (3, 0)


def test_a_returning_shopper_has_the_same_address():
    assert (
        choose_source_address("ana@livestall.example")
        == choose_source_address("ana@livestall.example")
        != choose_source_address("ben@x.example")
    )
    assert choose_source_address("ana@livestall.example").startswith("127.")


@pytest.mark.parametrize("base", ["https://shop.example", "http://192.0.2.1:8000", "http://[::1]:8000"])
def test_a_site_on_another_machine_is_visited_from_the_default_address(base):
    assert Browser(base, "ana@livestall.example").address is None


def test_a_machine_with_a_single_loopback_address_uses_that(monkeypatch):
    monkeypatch.setattr("config.demo.simulator.browser._can_bind", lambda address: False)
    assert Browser("http://127.0.0.1:8000", "ana@livestall.example").address is None
