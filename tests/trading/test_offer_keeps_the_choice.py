"""The size and quantity chosen on a product's page are kept in the offer, which expires after a day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from tests import cast
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    """Bob's browser."""
    client = Client()
    client.force_login(cast.person("Bob Buyer"))
    return client


@pytest.fixture
def product():
    """A product in three sizes; the first is sold out."""
    return cast.product(stock={"38": 0, "39": 4, "40": 5})


def form_of(bob, product, query):
    """Return the form that the address of an offer shows."""
    answer = bob.get(f"/trades/offer/{product.slug}/{query}")
    assert answer.status_code == 200
    return answer.context["form"]


def test_the_chosen_size_and_quantity_are_filled_in(bob, product):
    form = form_of(bob, product, f"?item={product.items.get(label='40').pk}&quantity=3")
    assert (form["item"].value(), form["quantity"].value()) == (product.items.get(label="40").pk, 3)


@pytest.mark.parametrize("query", ["", "?item=", "?item=x", "?item=99999999999999999999", "?item=%00", "?item=-1"])
def test_an_invalid_size_falls_back_to_the_first_on_sale(bob, product, query):
    assert form_of(bob, product, query)["item"].value() == product.items.get(label="39").pk


@pytest.mark.parametrize("quantity", ["", "x", "0", "-2", "1001", "9" * 30])
def test_an_invalid_quantity_falls_back_to_one(bob, product, quantity):
    assert form_of(bob, product, f"?quantity={quantity}")["quantity"].value() == 1


def test_a_size_of_another_product_is_not_taken(bob, product):
    other = cast.item()
    assert form_of(bob, product, f"?item={other.pk}")["item"].value() == product.items.get(label="39").pk


def test_signing_in_in_between_keeps_the_choice(product):
    query = f"?item={product.items.get(label='40').pk}"
    answer = Client().get(f"/trades/offer/{product.slug}/{query}")
    assert "item%3D" in answer["Location"]


def test_an_offer_runs_for_a_day_and_a_sellers_trade_for_half_an_hour(bob, product):
    assert form_of(bob, product, "")["minutes"].value() == 1440
    item = product.items.get(label="40")
    offer = Trade.objects.offer(cast.person("Bob Buyer"), item=item, price=Decimal(30), quantity=1)
    live = Trade.objects.open_by(product.shop.owner, title="Oranges", price=Decimal(5), quantity=2)
    assert offer.expires_at - offer.created_at == timedelta(days=1)
    assert live.expires_at - live.created_at == timedelta(minutes=30)


def test_a_site_with_shorter_trades_has_shorter_offers(bob, product, settings):
    settings.TRADE_MAX_MINUTES = 60
    assert form_of(bob, product, "")["minutes"].value() == 30
    item = product.items.get(label="40")
    offer = Trade.objects.offer(cast.person("Bob Buyer"), item=item, price=Decimal(30), quantity=1)
    assert offer.expires_at - offer.created_at <= timedelta(hours=1)
