"""Two people negotiate in two browsers, while platform staff watch all trades in a third."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models.functions import Now
from playwright.sync_api import Page, expect

from tests import cast
from tests.activity.test_hostile_text_is_inert import HOSTILE
from tests.browser.checkout import ADDRESS
from tests.browser.conftest import Visit, is_live
from tests.trading import rooms
from trading.models import Trade

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def watching(visit: Visit) -> Page:
    """Return the dashboard of a member of the platform's staff."""
    olga = visit("/trades/all/", user=cast.person("Olga Operator", is_staff=True))
    is_live(olga, "all-trades")
    return olga


def figure(page: Page, name: str):
    """Return where the dashboard says how many there are of something."""
    return page.locator(".figures > div").filter(has_text=name).locator("dd")


def open_trade(alice: Page, *, price: str, quantity: str) -> str:
    """Fill the form that opens a trade, go to its room, and return the invitation link."""
    alice.locator("[name=item]").select_option(label="Harbour Lamp")
    alice.locator("[name=price]").fill(price)
    alice.locator("[name=quantity]").fill(quantity)
    alice.get_by_role("button", name="Open trade").click()
    link = alice.get_by_label("Link", exact=True).input_value()
    alice.get_by_role("link", name="Go to the room").click()
    return link


def come_in(bob: Page, alice: Page) -> None:
    """Redeem the invitation, and wait until both hear of each other."""
    bob.get_by_role("button", name="Join").click()
    number = Trade.objects.get().number
    for page in (alice, bob):
        is_live(page, f"talk.{number}")


def change_terms(alice: Page, *, price: str, reason: str) -> None:
    """Propose other terms."""
    alice.get_by_text("Change the terms").click()
    alice.locator("#amend-price").fill(price)
    alice.locator("#amend-reason").fill(reason)
    alice.get_by_role("button", name="Propose these terms").click()


def make_counter_offer(bob: Page, *, price: str) -> None:
    """Make the buyer's counter-offer."""
    bob.get_by_text("Make a counter-offer").click()
    bob.locator("#counter-price").fill(price)
    bob.get_by_role("button", name="Send the counter-offer").click()


def accept(bob: Page, *, total: str) -> None:
    """Agree to the terms, and come to the payment."""
    bob.get_by_text(f"Accept {total}").click()
    bob.get_by_role("button", name="Accept and buy").click()
    bob.wait_for_url("**/checkout/**")


def pay(bob: Page, *, total: str) -> None:
    """Say where to send it, and pay."""
    for name, value in ADDRESS.items():
        bob.locator(f"[name={name}]").fill(value)
    bob.get_by_role("button", name=f"Pay {total}").click()
    bob.wait_for_url("**/orders/**")


def test_a_whole_negotiation_in_front_of_a_watcher(visit: Visit):
    item, olga = cast.item(title="Harbour Lamp", stock=9), watching(visit)
    row, steps = olga.locator(".overview-row"), olga.locator("#dashboard-steps")
    expect(olga.locator("main")).to_contain_text("No open trades")

    alice = visit("/trades/new/", user=item.product.shop.owner)
    link = open_trade(alice, price="100", quantity="2")
    expect(row).to_contain_text("Harbour Lamp")
    expect(row).to_contain_text("Waiting for the buyer")

    bob = visit(link, user=cast.person("Bob Buyer"))
    come_in(bob, alice)
    expect(row.locator(".is-present")).to_have_count(2)
    expect(figure(olga, "People present")).to_have_text("2")
    expect(figure(olga, "Occupied rooms")).to_have_text("1")
    expect(row).to_contain_text("Negotiating")

    bob.get_by_label("Your message").press_sequentially("A little less?", delay=20)
    expect(alice.locator(".typing--buyer")).to_have_class("typing typing--buyer small muted is-typing")
    bob.get_by_label("Your message").press("Enter")
    expect(alice.locator(".message--buyer .message__text")).to_have_text("A little less?")

    change_terms(alice, price="95", reason="For you.")
    expect(bob.locator(".terms__total")).to_contain_text("€190.00")
    expect(row).to_contain_text("€190.00")

    make_counter_offer(bob, price="80")
    alice.get_by_role("button", name="Accept as new terms").click()
    expect(bob.locator(".terms__total")).to_contain_text("€160.00")
    expect(steps).to_contain_text("accepted the counter-offer: version 3")

    accept(bob, total="€160.00")
    expect(row).to_have_count(0)
    expect(steps).to_contain_text("accepted version 3")

    pay(bob, total="€160.00")
    expect(alice.locator(".deal")).to_contain_text("Paid.")
    expect(steps).to_contain_text("The deal is paid")


def test_the_deal_is_put_on_paper(visit: Visit):
    room = rooms.in_state("accepted")
    alice = visit(room.trade.get_absolute_url(), user=room.alice)
    alice.get_by_role("link", name="Receipt").click()
    expect(alice.locator(".deal-receipt")).to_contain_text("by Bob Buyer, to version 1")
    expect(alice.get_by_role("button", name="Print")).to_be_visible()
    alice.emulate_media(media="print")
    expect(alice.locator(".site-header")).not_to_be_visible()
    expect(alice.get_by_role("button", name="Print")).not_to_be_visible()


def test_time_runs_out_in_front_of_both_and_of_a_watcher(visit: Visit):
    room = rooms.negotiating(minutes=2)
    olga = watching(visit)
    Trade.objects.update(created_at=Now() - timedelta(seconds=110), expires_at=Now() + timedelta(seconds=10))
    url = room.trade.get_absolute_url()
    pages = [visit(url, user=room.alice), visit(url, user=room.bob)]
    for page in pages:
        expect(page.locator(".room__time-left .is-red")).to_be_visible()
    for page in pages:
        expect(page.locator("main")).to_contain_text("The trade expired without a deal.", timeout=40_000)
        expect(page.get_by_label("Your message")).not_to_be_visible()
    expect(olga.locator(".overview-row")).to_have_count(0)
    expect(olga.locator("#dashboard-steps")).to_contain_text("The trade expired")
    assert room.kinds().count("expired") == 1


def test_a_remaining_row_keeps_the_focus(visit: Visit):
    first = rooms.negotiating()
    admin = visit("/trades/all/", user=cast.person("Root", is_staff=True, is_superuser=True))
    is_live(admin, "all-trades")
    link = admin.get_by_role("link", name="Five crates of oranges")
    link.focus()
    second = rooms.negotiating(title="Lemons")
    expect(admin.locator(".overview-row")).to_have_count(2)
    expect(link).to_be_focused()
    first.trade.reject(by=first.bob)
    expect(admin.locator(".overview-row")).to_have_count(1)
    expect(admin.locator(".overview-row")).to_contain_text(second.trade.number)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_of_it_scrolls_sideways(visit: Visit, width: int):
    words = "Waterproof-Mountaineering-Grade-Everything " * 2
    room = rooms.negotiating(title=words[:120], description=words * 9)
    room.trade.accept(by=room.bob, version=1)
    rooms.negotiating(title=words[:120])
    page = visit("/trades/", user=room.bob, viewport={"width": width, "height": 800})
    olga = visit("/trades/all/", user=room.staff, viewport={"width": width, "height": 800})
    page.goto(f"{room.trade.get_absolute_url()}receipt/")
    for one in (page, olga):
        assert one.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, one.url


def test_hostile_text_does_nothing_in_rooms_and_on_the_dashboard(visit: Visit):
    room = rooms.negotiating(title=HOSTILE[0][:120], description=HOSTILE[1])
    alice = visit(room.trade.get_absolute_url(), user=room.alice)
    is_live(alice, f"chat.{room.trade.number}")
    olga = watching(visit)
    for text in HOSTILE:
        room.trade.say(by=room.bob, text=text)
    room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5, note=HOSTILE[0])
    room.trade.amend(by=room.alice, version=1, price=Decimal(90), quantity=5, description=HOSTILE[2], reason=HOSTILE[1])
    expect(alice.locator(".message")).to_have_count(len(HOSTILE))
    expect(olga.locator("#dashboard-steps")).to_contain_text("version 2")
    for page in (alice, olga):
        assert page.locator("main :is(script, img, iframe, object, [onerror], [onload])").count() == 0
        assert page.evaluate("document.querySelector('main a[href^=\"javascript\"]')") is None
