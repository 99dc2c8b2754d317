"""An order can be paid from every country: each is asked for the address lines it has."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.gateways.fake import PAYS
from marketplace.models import Mail, Order
from marketplace.orders.countries import find_address_lines, find_country_code
from tests import cast

pytestmark = pytest.mark.django_db
WITHOUT = {"ship_postcode": "", "ship_city": "Town", "ship_region": ""}
PAYABLE = [
    {"ship_country": "Hong Kong", "ship_postcode": "", "ship_city": "", "ship_region": "Kowloon"},
    {"ship_country": "HK", "ship_postcode": "", "ship_city": "Kowloon", "ship_region": ""},
    {"ship_country": "Ireland", **WITHOUT},
    {"ship_country": "United Arab Emirates", "ship_postcode": "", "ship_city": "", "ship_region": "Dubai"},
    {"ship_country": "UAE", **WITHOUT},
    {"ship_country": "Angola", **WITHOUT},
    {"ship_country": "Panama", **WITHOUT},
    {"ship_country": "Freedonia", **WITHOUT},
    {"ship_country": "Singapore", "ship_postcode": "018956", "ship_city": "Singapore", "ship_region": ""},
    {"ship_country": "Portugal", "ship_postcode": "1100-048", "ship_city": "Lisbon", "ship_region": ""},
]
REFUSED = [
    ({"ship_country": "Germany", **WITHOUT}, "ship_postcode"),
    ({"ship_country": "Deutschland", **WITHOUT}, "ship_postcode"),
    ({"ship_country": "de", **WITHOUT}, "ship_postcode"),
    ({"ship_country": "Ireland", "ship_postcode": "", "ship_city": "", "ship_region": "Cork"}, "ship_city"),
    ({"ship_country": "Hong Kong", "ship_postcode": "", "ship_city": "", "ship_region": ""}, "ship_city"),
    ({"ship_country": "", **WITHOUT}, "ship_country"),
]


def pay(**address):
    bob = cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    client = Client()
    client.force_login(bob)
    form = {**cast.ADDRESS, "key": cast.key(), "method": PAYS, **address}
    return order, client.post(reverse("carts:pay", args=[order.number]), form), client


@pytest.mark.parametrize("address", PAYABLE, ids=lambda one: one["ship_country"])
def test_an_address_as_its_country_has_it_is_payable(address):
    order, answer, client = pay(**address)
    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    lines = [line.strip() for line in Mail.objects.get(key=f"paid:{order.pk}").text.split("\n")]
    place = lines.index("Shipping address:")
    assert lines[lines.index("", place) - 1].endswith(address["ship_country"])
    assert client.get(order.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("address", "field"), REFUSED)
def test_a_line_that_the_country_needs_is_asked_for(address, field):
    order, answer, _ = pay(**address)
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {field}
    order.refresh_from_db()
    assert order.ship_name == ""


def test_no_browser_insists_on_a_postcode():
    _, page, _ = pay(method="none")
    html = page.content.decode()
    assert 'name="ship_postcode"' in html
    for name in ("ship_postcode", "ship_city"):
        tag = html[html.index(f'name="{name}"') :].split(">")[0]
        assert " required" not in tag


@pytest.mark.parametrize(("name", "code"), [("ESPAÑA", "ES"), ("Österreich", "AT"), (" hongkong ", "HK"), ("Mars", "")])
def test_a_country_is_known_by_its_names(name, code):
    assert find_country_code(name) == code
    assert find_address_lines(name).city is (code != "HK")
