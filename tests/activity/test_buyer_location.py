"""The country of a place comes from the same source as the place: the profile or the shipping address."""

import pytest

from activity.buyer_privacy import buyer_location
from config.demo.data.catalogue_loader import save_people
from config.demo.data.people import make_people
from marketplace.clock import read
from marketplace.models import Order
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def order_to(city, region, country):
    return Order(ship_city=city, ship_region=region, ship_country=country)


def test_a_profile_brings_its_own_country():
    order = order_to("Lisbon", "PT", "Portugal")
    buyer = cast.person("Dee", city="Dover", region="DE", country="United States")
    assert buyer_location(order, buyer) == ("Dover", "DE", "United States")


def test_the_country_of_an_address_elsewhere_is_not_that_of_the_profile():
    buyer = cast.person("Dee", city="Dover", region="DE")
    assert buyer_location(order_to("Berlin", "DE", "Germany"), buyer) == ("Dover", "DE", "")


def test_an_address_at_the_profiles_place_has_its_country():
    buyer = cast.person("Dee", city="Berlin", region="DE")
    assert buyer_location(order_to("Berlin", "DE", "Germany"), buyer) == ("Berlin", "DE", "Germany")


def test_the_profile_asks_for_the_country_and_the_checkout_starts_with_it(client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    form = {"display_name": "Bob", "city": "Lisbon", "region": "PT", "country": "Portugal"}
    assert client.post("/account/", form).status_code == 302
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    assert 'value="Portugal"' in client.get(f"/checkout/{order.number}/").text


def test_everybody_of_the_demo_has_a_country():
    users = save_people(make_people(), read()).values()
    assert {(user.region, user.country) for user in users} >= {("DE", "Germany"), ("PT", "Portugal")}
    assert all(user.country for user in users)
