"""Every form with an amount accepts only multiples of the currency's smallest unit."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.forms import modelform_factory
from django.http import QueryDict

from carts.forms import AcceptPriceForm
from carts.staff.filters import CartFilterForm
from marketplace.catalogue.filters import FilterForm
from marketplace.errors import Refused
from marketplace.forms.products import ProductForm
from marketplace.models import Product
from trading.forms import AmendForm, CounterForm
from trading.terms import require_valid_terms

CASES = [
    ("JPY", "1500", "10.50"),
    ("JPY", "1500.00", "0"),
    ("KWD", "1.234", "1.2345"),
    ("KWD", "0.001", "0.0001"),
    ("EUR", "10.50", "10.505"),
    ("EUR", "0.01", "0"),
    ("EUR", "99999999.99", "100000000"),
]


def asked(**fields: str) -> QueryDict:
    return QueryDict(urlencode(fields))


CHARGED = [
    pytest.param(lambda price: ProductForm({"price": price}), "price", id="listing"),
    pytest.param(lambda price: modelform_factory(Product, fields=["price"])({"price": price}), "price", id="admin"),
    pytest.param(lambda price: AmendForm({"price": price}), "price", id="terms"),
    pytest.param(lambda price: CounterForm({"price": price}), "price", id="counter-offer"),
]
COMPARED = [
    pytest.param(lambda price: AcceptPriceForm({"price": price}), "price", id="consent"),
    pytest.param(
        lambda price: FilterForm(QueryDict(urlencode({"least": price})), [("new", "New")]), "least", id="filter"
    ),
    pytest.param(lambda price: CartFilterForm({"least": price}), "least", id="live carts"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "field"), CHARGED)
@pytest.mark.parametrize(("currency", "good", "bad"), CASES)
def test_a_price_has_to_be_payable(settings, form, field, currency, good, bad):
    settings.CURRENCY = currency
    assert field not in form(good).errors
    assert field in form(bad).errors


@pytest.mark.parametrize(("form", "field"), COMPARED)
@pytest.mark.parametrize(("currency", "good", "bad"), [case for case in CASES if case[2] != "0"])
def test_an_amount_to_compare_with_has_no_more_decimals_than_the_currency(settings, form, field, currency, good, bad):
    settings.CURRENCY = currency
    assert field not in form(good).errors
    assert field in form(bad).errors


@pytest.mark.parametrize(("currency", "good", "bad"), CASES[:-1])
def test_the_terms_of_a_trade_have_to_be_payable(settings, currency, good, bad):
    settings.CURRENCY = currency
    require_valid_terms(Decimal(good), 1)
    with pytest.raises(Refused) as refused:
        require_valid_terms(Decimal(bad), 1)
    assert refused.value.field == "price"


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "5"), ("EUR", "5.00"), ("KWD", "5.000")])
def test_the_box_for_a_price_shows_the_decimals_of_the_currency(settings, currency, shown):
    settings.CURRENCY = currency
    for form in (ProductForm, AmendForm):
        assert f'value="{shown}"' in str(form(initial={"price": Decimal(5)})["price"])


@pytest.mark.parametrize("text", ["1e30", "NaN", "Infinity", "-1", "1e-30", "9" * 500])
def test_what_is_no_amount_is_refused(text):
    assert "price" in AmendForm({"price": text}).errors
