"""`manage.py open_trade` prints an invitation for one buyer; bad input names the option and opens nothing."""

import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import cast
from trading.models import Invitation, Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def alice():
    return cast.shop().owner


def open_trade(alice, /, **options):
    given = {"seller": alice.email, "price": "100", "quantity": "5", "expires": "2", **options}
    out = StringIO()
    call_command("open_trade", *(f"--{name}={value}" for name, value in given.items() if value is not None), stdout=out)
    return out.getvalue().strip()


def test_it_prints_a_link_for_the_buyer_only(alice):
    bob, mallory = cast.person("Bob Buyer"), cast.person("Mallory Stranger")
    link = open_trade(alice, buyer=bob.email.upper())
    found = re.fullmatch(r"http://localhost:8000(/trades/join/[0-9A-Z-]+/)", link)
    assert found
    looks = []
    for user in (mallory, bob):
        client = Client()
        client.force_login(user)
        looks.append(client.get(found[1]).status_code)
    assert looks == [404, 200]


def test_the_terms_are_those_of_the_options(alice):
    open_trade(alice, title="Oranges", description="Ripe.")
    trade = Trade.objects.get()
    assert (trade.title, trade.terms_now.price, trade.terms_now.quantity) == ("Oranges", Decimal(100), 5)
    assert trade.terms_now.description == "Ripe."
    assert trade.expires_at - trade.created_at == timedelta(minutes=2)


def test_without_a_time_it_stays_open_as_long_as_is_usual(alice):
    open_trade(alice, expires=None)
    assert Trade.objects.get().expires_at - Trade.objects.get().created_at == timedelta(minutes=30)


def test_it_is_about_the_item_with_the_sku():
    item = cast.item(title="Trail Runner")
    open_trade(item.product.shop.owner, item=item.sku)
    assert (Trade.objects.get().item, Trade.objects.get().title) == (item, "Trail Runner")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("seller", "nobody@example.com"),
        ("seller", "not an address"),
        ("seller", None),
        ("buyer", "not an address"),
        ("price", "0"),
        ("price", "-3"),
        ("price", "NaN"),
        ("price", "1.005"),
        ("price", "a lot"),
        ("price", None),
        ("quantity", "0"),
        ("quantity", "1001"),
        ("quantity", "some"),
        ("expires", "1"),
        ("expires", "10081"),
        ("expires", "soon"),
        ("title", "x" * 121),
        ("description", "x" * 2001),
        ("item", "NO-SUCH-SKU"),
    ],
)
def test_bad_input_names_the_option_and_opens_nothing(alice, option, value):
    with pytest.raises(CommandError, match=f"--{option}"):
        open_trade(alice, **{option: value})
    assert not Trade.objects.exists()
    assert not Invitation.objects.exists()


def test_a_seller_cannot_be_the_buyer(alice):
    with pytest.raises(CommandError, match="--buyer"):
        open_trade(alice, buyer=alice.email)
    assert not Trade.objects.exists()


def test_a_person_without_a_shop_cannot_sell():
    with pytest.raises(CommandError, match="--seller"):
        open_trade(cast.person("Bob Buyer"))
    assert not Trade.objects.exists()


def test_an_item_of_another_stall_is_none(alice):
    with pytest.raises(CommandError, match="--item"):
        open_trade(alice, item=cast.item().sku)
    assert not Trade.objects.exists()


def test_more_money_than_an_order_can_come_to_is_the_prices_fault(alice):
    with pytest.raises(CommandError, match="--price"):
        open_trade(alice, price="99999999", quantity="1000")
    assert not Trade.objects.exists()
