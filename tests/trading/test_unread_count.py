"""The header's badge, the dashboard's tile and the list of trades show the same number of unread trades."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from tests import cast
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def alice():
    return cast.shop().owner


@pytest.fixture
def offer(alice):
    """Return a function that makes an offer to Alice from a new person."""
    return lambda: Trade.objects.offer(
        cast.person("Bob Buyer"), cast.item(in_shop=alice.owned_shop), price=Decimal(40), quantity=1
    )


def shown_counts(user):
    """Return the counts of badge, tile and list, and the number of marked rows of the list."""
    client = Client()
    client.force_login(user)
    trades = client.get("/trades/").text
    dashboard = client.get(f"/desk/{user.owned_shop.slug}/dashboard/").text
    found = [
        re.search(r'data-count="(\d+)"', client.get("/trades/unread/").text),
        re.search(r'data-tile="unread">(\d+)<', dashboard),
        re.search(r'data-unread="(\d+)"', trades),
    ]
    return [int(one[1]) if one else 0 for one in found] + [trades.count(">Updated<")]


def test_without_trades_all_counts_are_zero(alice):
    assert shown_counts(alice) == [0, 0, 0, 0]


def test_many_messages_in_one_trade_count_as_one(alice, offer):
    trade = offer()
    for text in ("Hello", "Still there?", "I pay at once."):
        trade.say(text=text, by=trade.buyer)
    assert shown_counts(alice) == [1, 1, 1, 1]


def test_steps_without_a_word_count_like_words(alice, offer):
    offer()
    talk = offer()
    talk.say(text="Hello", by=talk.buyer)
    assert shown_counts(alice) == [2, 2, 2, 2]


def test_a_read_trade_is_not_counted(alice, offer):
    trade = offer()
    offer()
    client = Client()
    client.force_login(alice)
    client.get(trade.get_absolute_url())
    assert shown_counts(alice) == [1, 1, 1, 1]


def test_a_room_that_ended_unread_counts_the_same_everywhere(alice, offer):
    trade = offer()
    trade.say(text="Too late for me.", by=trade.buyer)
    trade.reject(by=trade.buyer)
    assert shown_counts(alice) == [1, 1, 1, 1]
