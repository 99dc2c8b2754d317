"""A buyer makes three counter-offers in one room, and the form always has the numbers of the version that it names."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Visit, is_live
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def make_counter_offer(bob: Page, price: int) -> None:
    """Fill in the form for a counter-offer and send it."""
    bob.locator("summary", has_text="counter-offer").click()
    bob.locator("#counter-price").fill(str(price))
    bob.get_by_role("button", name="Send the counter-offer").click()
    expect(bob.locator(".notice--success")).to_contain_text("Your counter-offer was sent.")
    expect(bob.locator(".timeline li").first).to_contain_text(f"€{price}.00")


def test_three_counter_offers_in_a_room_that_a_seller_opened(visit: Visit):
    room = rooms.negotiating()
    bob = visit(room.trade.get_absolute_url(), user=room.bob)
    for price in (80, 85, 90):
        make_counter_offer(bob, price)
    assert room.trade.counter_offers.count() == 3


def test_three_counter_offers_in_a_room_that_a_buyer_opened(visit: Visit):
    item = cast.item()
    bob = visit(f"/trades/offer/{item.product.slug}/", user=cast.person("Bob Buyer"))
    bob.locator("[name=price]").fill("20")
    bob.get_by_role("button", name="Send offer").click()
    bob.wait_for_url("**/trades/TR-**")
    for price in (21, 22):
        make_counter_offer(bob, price)
    assert [int(each.price) for each in item.trades.get().counter_offers.all()] == [20, 21, 22]


def test_an_open_form_takes_the_numbers_of_the_terms_that_came_meanwhile(visit: Visit):
    room = rooms.negotiating(quantity=4)
    bob = visit(room.trade.get_absolute_url(), user=room.bob)
    is_live(bob, f"trade.{room.trade.number}")
    bob.get_by_text("Make a counter-offer").click()
    bob.locator("#counter-price").fill("65")
    expect(bob.locator("#counter-quantity")).to_have_value("4")
    room.trade.amend(by=room.alice, version=1, price=Decimal(75), quantity=5, description="Ripe.")
    expect(bob.locator(".terms__total")).to_contain_text("€375.00")
    expect(bob.locator("#counter-quantity")).to_have_value("5")
    expect(bob.locator("#counter-price")).to_have_value("65")
    bob.get_by_role("button", name="Send the counter-offer").click()
    expect(bob.locator(".timeline li").first).to_contain_text("offered 5 × €65.00")
