"""A buyer makes several counter-offers in one trade with the form as the page has it."""

from decimal import Decimal

import pytest

from tests import cast
from tests.sent_forms import find_sent_fields
from tests.trading import rooms
from tests.trading.conftest import Browser
from tests.trading.rooms import Room
from trading.models import Trade

pytestmark = pytest.mark.detail


def counter_by_form(browser: Browser, **typed):
    """Fill in the counter-offer form of the page, and submit its fields as a browser would."""
    action = f"{browser.room.trade.get_absolute_url()}counter/"
    fields = find_sent_fields(browser.look().content.decode(), action)
    return browser.client.post(action, {**fields, **typed})


def offered():
    """Return a room that a buyer opened with *Make an offer*."""
    item = cast.item()
    alice, bob = item.product.shop.owner, cast.person("Bob Buyer")
    trade = Trade.objects.offer(bob, item=item, price=Decimal(30), quantity=1)
    return Room(trade, alice, bob, "")


@pytest.mark.parametrize("opened", [rooms.negotiating, offered])
def test_three_counter_offers_are_made_one_after_the_other(db, opened):
    room = opened()
    before = room.trade.counter_offers.count()
    browser = Browser(room.bob, room)
    for price in ("21", "22", "23"):
        assert counter_by_form(browser, price=price).status_code == 302
    assert list(room.trade.counter_offers.values_list("price", flat=True))[before:] == [21, 22, 23]


def test_a_counter_offer_is_made_after_each_answer_of_the_seller(room, alice, bob):
    for number, price in ((1, "80"), (2, "85"), (3, "90")):
        assert counter_by_form(bob, price=price).status_code == 302
        assert alice.take("decline", counter=number, reason="").status_code == 302
    alice.take("amend", version=1, price="95", quantity=4, description="", reason="")
    assert counter_by_form(bob, price="91").status_code == 302
    assert room.trade.counter_offers.latest("number").quantity == 4


@pytest.mark.parametrize(("form", "who"), [("accept", "bob"), ("counter", "bob"), ("amend", "alice")])
def test_a_form_that_names_a_version_is_new_with_each_version(room, alice, bob, form, who):
    reader = {"alice": alice, "bob": bob}[who]

    def key_of_form():
        page = reader.look().content.decode()
        fields = find_sent_fields(page, f"{room.trade.get_absolute_url()}{form}/")
        (key,) = [part.split('"')[0] for part in page.split('id="')[1:] if part.startswith(f"{form}-form-")]
        return key, fields

    first, sent = key_of_form()
    assert sent["version"] == "1"
    assert sent.get("quantity", "5") == "5"
    room.trade.amend(by=room.alice, version=1, price=Decimal(75), quantity=4, description="Ripe.")
    second, sent = key_of_form()
    assert (sent["version"], sent.get("quantity", "4")) == ("2", "4")
    assert first != second


@pytest.mark.parametrize("verb", ["accept", "counter", "amend", "apply", "decline"])
def test_a_form_without_its_hidden_field_is_refused_in_words_that_help(room, alice, bob, verb):
    browser = alice if verb in {"amend", "apply", "decline"} else bob
    page = browser.take(verb, price="20", quantity="1").content.decode()
    assert "This form was incomplete" in page
    assert "Version: " not in page and "Counter: " not in page
