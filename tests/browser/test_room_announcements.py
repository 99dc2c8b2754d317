"""Actions of the other participant are announced on an open trade, and a confirmation closed by one says why."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, is_live
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def opened(visit: Visit, room: rooms.Room, who: str, **options: Any) -> Page:
    """Return the page of one of the two, once it follows the terms."""
    page = visit(room.trade.get_absolute_url(), user=room.who(who), **options)
    is_live(page, f"trade.{room.trade.number}")
    return page


def raise_price(room: rooms.Room) -> None:
    """Let the seller propose a higher price."""
    room.trade.amend(by=room.alice, version=1, price=Decimal(120), quantity=5, description="Ripe.")


def test_new_terms_are_announced_and_the_open_confirmation_says_why_it_closed(visit: Visit):
    room = rooms.negotiating()
    bob = opened(visit, room, "buyer")
    news = bob.locator("#room-announcements")
    expect(news).to_have_attribute("role", "status")
    bob.get_by_text("Accept €500.00").click()
    raise_price(room)
    expect(news).to_contain_text("Alice Seller changed the terms: version 2, 5 × €120.00")
    expect(news).to_contain_text("Nothing was bought")
    expect(bob.locator("main")).to_contain_text("Accept €600.00")
    bob.wait_for_timeout(8_000)
    expect(news.locator(".notice")).to_be_visible()
    news.get_by_role("button", name="Dismiss").click()
    expect(news.locator(".notice")).to_have_count(0)


def test_without_an_open_confirmation_only_the_terms_are_announced(visit: Visit):
    room = rooms.negotiating()
    bob = opened(visit, room, "buyer")
    raise_price(room)
    expect(bob.locator("#room-announcements")).to_contain_text("changed the terms")
    expect(bob.locator("#room-announcements")).not_to_contain_text("Nothing was bought")
    expect(bob.locator(".differences")).to_be_visible()


def test_a_price_rise_has_no_success_colour(visit: Visit):
    room = rooms.negotiating()
    bob = opened(visit, room, "buyer")
    raise_price(room)
    colours = """() => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = "var(--leaf)";
        return [getComputedStyle(document.querySelector(".difference ins")).color, getComputedStyle(probe).color];
    }"""
    expect(bob.locator(".difference ins").first).to_be_visible()
    shown, good = bob.evaluate(colours)
    assert shown != good


@pytest.mark.parametrize(
    ("who", "step", "words"),
    [
        ("seller", lambda room: room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5), "offered"),
        ("seller", lambda room: room.trade.accept(by=room.bob, version=1), "accepted version 1"),
        ("buyer", lambda room: room.trade.withdraw(by=room.alice), "withdrew the offer"),
    ],
)
def test_each_step_of_the_other_side_is_announced(visit: Visit, who, step, words):
    room = rooms.negotiating()
    page = opened(visit, room, who, viewport={"width": 360, "height": 740})
    expect(page.locator("#room-announcements .notice")).to_have_count(0)
    step(room)
    expect(page.locator("#room-announcements")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
