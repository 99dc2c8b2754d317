"""A countdown stays right while the device's clock changes under an open page, and follows the server both ways."""

import re
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, is_live, wait_until
from tests.trading import rooms
from trading.models import Trade

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NEARLY_TEN = re.compile(r"^(9:[345]\d|10:00)$")
MODULE = """() => {
    const [found] = performance.getEntriesByType("resource").filter(({ name }) => /js\\/clock\\./.test(name));
    return import(found.name).then((clock) => { window.clock = clock; });
}"""


def room_page(visit: Visit) -> Page:
    """Return the page of a room that closes in ten minutes."""
    room = rooms.negotiating()
    Trade.objects.update(expires_at=Now() + timedelta(minutes=10))
    page = visit(room.trade.get_absolute_url(), user=room.bob)
    is_live(page, f"trade.{room.trade.number}")
    expect(page.locator(".room__time-left time")).to_have_text(NEARLY_TEN)
    return page


def set_clock(page: Page, hours: int) -> None:
    """Move the device's clock; monotonic timers are not affected."""
    page.evaluate(f"window.real ??= Date.now; Date.now = () => window.real() + {hours} * 3600e3")


@pytest.mark.parametrize("hours", [1, -1])
def test_the_countdown_does_not_follow_the_clock_of_the_device(visit: Visit, hours: int):
    page = room_page(visit)
    for moved in (hours, 0, -hours):
        set_clock(page, moved)
        page.wait_for_timeout(1_500)
        expect(page.locator(".room__time-left time")).to_have_text(NEARLY_TEN, timeout=100)
    assert page.locator(".room__terms").inner_text().count("The trade expired") == 0


def test_the_clock_follows_the_server_both_ways(visit: Visit):
    page = room_page(visit)
    page.evaluate(MODULE)
    moved = """(by) => {
        const before = clock.now();
        clock.correctClock(before + by);
        return Math.round((clock.now() - before) / 1000);
    }"""
    assert page.evaluate(moved, 3_600_000) == 3600
    assert page.evaluate(moved, -3_600_000) == -3600
    assert page.evaluate(moved, -500) == 0


def test_a_clock_that_jumps_makes_the_page_ask_the_server_for_its_time(visit: Visit):
    page = room_page(visit)
    page.evaluate(MODULE)
    page.evaluate("clock.correctClock(clock.now() + 3600e3)")
    page.evaluate("document.addEventListener('clock:jumped', () => { window.jumped = true; })")
    set_clock(page, 1)
    wait_until(page, lambda: page.evaluate("window.jumped"), "the clock's jump went unnoticed")
    expect(page.locator(".room__time-left time")).to_have_text(NEARLY_TEN)
