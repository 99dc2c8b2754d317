"""Amounts in whole numbers of a currency's smallest unit, exactly."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from marketplace.forms.products import ProductForm
from marketplace.gateways.minor_units import from_minor_units, to_minor_units
from marketplace.models import Order, Payment
from tests import cast

pytestmark = pytest.mark.detail


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("49.90", "EUR", 4990),
        ("0.01", "USD", 1),
        ("500", "JPY", 500),
        ("5.12", "KWD", 5120),
        ("1e9", "EUR", 10**11),
        ("5", "ISK", 500),
        ("5", "HUF", 500),
    ],
)
def test_there_and_back(amount, currency, units):
    assert to_minor_units(Decimal(amount), currency) == units
    assert from_minor_units(units, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("49.90", "JPY"), ("1", "UGX"), ("0.001", "EUR"), ("5.124", "KWD")])
def test_what_can_not_be_told_exactly_is_not_told(amount, currency):
    with pytest.raises(ValueError):
        to_minor_units(Decimal(amount), currency)


@pytest.mark.django_db
@pytest.mark.parametrize(("price", "state"), [("500", "confirming"), ("499.50", "failed")])
def test_yen_are_asked_for_in_yen_or_not_at_all(provider, settings, price, state):
    settings.CURRENCY = "JPY"
    order = cast.pending_order(cast.guest(), (cast.item(price=price), 1))
    assert cast.attempt_payment(order, "stripe").status == state
    assert [one["amount_total"] for one in provider.sessions.values()] == [500] * (state == "confirming")
    assert (Payment.objects.get().currency, Order.objects.get().status) == ("JPY", "pending")


@pytest.mark.parametrize(
    ("currency", "good", "bad"), [("KWD", "5.12", "5.124"), ("JPY", "5", "5.5"), ("ISK", "5", "5.5")]
)
def test_a_price_that_stripe_can_not_take_is_refused_at_the_form(settings, currency, good, bad):
    settings.PAYMENT_GATEWAY, settings.CURRENCY = "stripe", currency
    assert "price" not in ProductForm({"price": good}).errors
    assert "price" in ProductForm({"price": bad}).errors


def test_a_currency_that_stripe_can_not_be_sure_of_stops_the_start(settings):
    settings.PAYMENT_GATEWAY, settings.CURRENCY = "stripe", "UGX"
    with pytest.raises(ImproperlyConfigured, match="CURRENCY"):
        apps.get_app_config("marketplace").ready()
