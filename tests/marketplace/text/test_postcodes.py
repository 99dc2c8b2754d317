"""A postcode is judged by its country's pattern, and a state is asked for where addresses have one."""

import pytest

from marketplace.models import Order
from marketplace.orders.countries import find_address_lines
from tests.marketplace.text.test_shipping_addresses import pay

pytestmark = pytest.mark.django_db
GOOD = [
    ("Germany", "10437"),
    ("Germany", "D-10437"),
    ("Germany", "１０４３７"),
    ("de", " 10437 "),
    ("Portugal", "1100-048"),
    ("Portugal", "1100048"),
    ("Portugal", "PT 1100–048"),
    ("United Kingdom", "ec1y 8sy"),
    ("uk", "M25BQ"),
    ("Netherlands", "1016 AB"),
    ("Sweden", "SE-116 28"),
    ("Latvia", "1073"),
    ("Japan", "〒154-0023"),
    ("USA", "22162-1010"),
    ("Ireland", ""),
    ("Ireland", "a65 f4e2"),
    ("Hong Kong", "none"),
    ("Utopia", "ZZ-4711"),
    ("", "any"),
]
BAD = [
    ("Germany", "1043"),
    ("Germany", "10437 Berlin"),
    ("Portugal", "1100"),
    ("United Kingdom", "12345"),
    ("Canada", "90210"),
    ("Ireland", "D4"),
    ("Deutschland", "SW1A 1AA"),
]
STATES = ["USA", "Canada", "Australia", "Brasil", "India", "Spain"]
POSTCODES = {"USA": "95014", "Canada": "H3Z 2Y7", "Australia": "2060", "Brasil": "40301-110", "India": "110034"}


@pytest.mark.parametrize(("country", "postcode"), GOOD)
def test_a_postcode_of_the_country_passes_however_it_is_written(country, postcode):
    assert find_address_lines(country).find_postcode_problem(postcode) == ""


@pytest.mark.parametrize(("country", "postcode"), BAD)
def test_another_postcode_is_refused_with_an_example(country, postcode):
    lines = find_address_lines(country)
    problem = lines.find_postcode_problem(postcode)
    assert "postcode" in problem and lines.examples[0] in problem
    assert ("Leave it empty" in problem) == (country == "Ireland")


def test_the_checkout_refuses_it_beside_the_field_and_keeps_what_was_typed():
    order, answer, _ = pay(ship_country="Germany", ship_postcode="1100-048", ship_city="Berlin")
    errors = answer.context["form"].errors
    assert answer.status_code == 422 and errors.keys() == {"ship_postcode"}
    assert "26133" in errors["ship_postcode"][0]
    page = answer.content.decode()
    assert 'value="1100-048"' in page and 'value="Berlin"' in page
    order.refresh_from_db()
    assert (order.status, order.ship_name) == (Order.Status.PENDING, "")


@pytest.mark.parametrize("country", STATES)
def test_a_country_with_states_asks_for_one(country):
    address = {"ship_country": country, "ship_postcode": POSTCODES.get(country, "28039"), "ship_city": "Town"}
    _, answer, _ = pay(**address, ship_region="")
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"ship_region"}
    assert answer.context["form"].errors["ship_region"][0].startswith("Enter the region (")
    _, answer, _ = pay(**address, ship_region="Somewhere")
    assert answer.status_code == 302


@pytest.mark.parametrize("field", ["postcode", "city"])
def test_what_is_missing_is_named(field):
    _, answer, _ = pay(ship_country="Germany", **{"ship_postcode": "10437", f"ship_{field}": ""})
    assert answer.context["form"].errors[f"ship_{field}"] == [f"Enter the {field}. Addresses in this country need one."]


def test_an_order_paid_before_stays_as_it_is():
    order, _, client = pay(ship_postcode="1100-048")
    Order.objects.filter(pk=order.pk).update(ship_postcode="1100")
    assert "1100" in client.get(order.get_absolute_url()).content.decode()
