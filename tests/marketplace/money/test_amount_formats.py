"""Amounts read as people of the currency write them, with as many decimals as it has."""

import json
import re
from decimal import Decimal

import pytest

from marketplace.templatetags.money import money
from tests import cast

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1249.90", "EUR", "€1,249.90"),
        ("1500", "JPY", "¥1,500"),
        ("1500.00", "JPY", "¥1,500"),
        ("-20", "USD", "-$20.00"),
        ("1234.567", "KWD", f"KWD{SPACE}1,234.567"),
        ("3", "CHF", f"CHF{SPACE}3.00"),
        ("-3", "CHF", f"-CHF{SPACE}3.00"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(amount, currency, shown):
    assert money(Decimal(amount), currency) == shown


def test_an_amount_of_more_decimals_is_shown_whole_instead_of_rounded():
    assert money(Decimal("10.50"), "JPY") == "¥10.5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "price", "shown", "for_engines"),
    [
        ("JPY", "1500", "¥1,500", "1500"),
        ("KWD", "1.234", f"KWD{SPACE}1.234", "1.234"),
        ("EUR", "20", "€20.00", "20.00"),
    ],
)
def test_a_product_page_shows_people_and_engines_the_same_price(client, settings, currency, price, shown, for_engines):
    settings.CURRENCY = currency
    page = client.get(cast.product(price=Decimal(price)).get_absolute_url()).content.decode()
    found = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    offers = [block["offers"] for block in map(json.loads, found) if "offers" in block]
    assert shown in page
    assert [(offer["price"], offer["priceCurrency"]) for offer in offers] == [(for_engines, currency)]
