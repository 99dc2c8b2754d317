"""Two people negotiate in two browsers: each action appears at once on the other's page, until the payment."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import cast
from tests.browser.checkout import ADDRESS
from tests.browser.conftest import Visit, is_live
from tests.trading import rooms
from trading.models import Trade

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_whole_negotiation_from_the_invitation_to_the_payment(visit: Visit):
    item = cast.item(title="Harbour Lamp", stock=9)
    bobs = cast.person("Bob Buyer")
    alice = visit("/trades/new/", user=item.product.shop.owner)
    alice.locator("[name=item]").select_option(label="Harbour Lamp")
    alice.locator("[name=price]").fill("100")
    alice.locator("[name=quantity]").fill("2")
    alice.get_by_role("button", name="Open trade").click()
    link = alice.get_by_label("Link", exact=True).input_value()
    alice.get_by_role("link", name="Go to the room").click()
    trade = Trade.objects.get()
    is_live(alice, f"trade.{trade.number}")
    expect(alice.locator("main")).to_contain_text("The buyer has not joined yet.")

    bob = visit(link, user=bobs)
    bob.get_by_role("button", name="Join").click()
    is_live(bob, f"trade.{trade.number}")
    expect(alice.locator(".timeline")).to_contain_text("Bob Buyer joined")

    bob.get_by_text("Make a counter-offer").click()
    bob.locator("#counter-price").fill("80")
    bob.locator("#counter-note").fill("For my sister.")
    bob.get_by_role("button", name="Send the counter-offer").click()
    expect(alice.locator(".counter-offer")).to_contain_text("Bob Buyer offers €160.00")
    expect(alice.locator(".counter-offer")).to_contain_text("“For my sister.”")

    alice.get_by_role("button", name="Accept as new terms").click()
    expect(bob.locator(".terms__total")).to_contain_text("€160.00")
    expect(bob.locator(".timeline")).to_contain_text("accepted the counter-offer: version 2")

    bob.get_by_text("Accept €160.00").click()
    expect(bob.locator(".disclosure--primary[open]")).to_contain_text(
        "2 × Harbour Lamp at €80.00 each, €160.00 in total (version 2)"
    )
    bob.get_by_role("button", name="Accept and buy").click()
    bob.wait_for_url("**/checkout/**")
    expect(alice.locator(".deal")).to_contain_text("Time left to pay")

    for name, value in ADDRESS.items():
        bob.locator(f"[name={name}]").fill(value)
    bob.get_by_role("button", name="Pay €160.00").click()
    bob.wait_for_url("**/orders/**")
    expect(alice.locator(".deal")).to_contain_text("Paid.")
    expect(alice.locator(".timeline")).to_contain_text("The deal is paid")


def test_time_runs_out_in_front_of_both(visit: Visit):
    room = rooms.negotiating()
    Trade.objects.update(expires_at=timezone.now() + timedelta(seconds=20))
    url = room.trade.get_absolute_url()
    pages = [visit(url, user=room.alice), visit(url, user=room.bob)]
    for page in pages:
        expect(page.locator(".room__time-left .is-red")).to_be_visible()
    for page in pages:
        expect(page.locator("main")).to_contain_text("The trade expired without a deal.", timeout=60_000)
        expect(page.locator(".timeline")).to_contain_text("The trade expired")
        expect(page.locator(".room .disclosure")).to_have_count(0)
    assert room.kinds().count("expired") == 1


def test_typed_text_stays_during_the_others_action(visit: Visit):
    room = rooms.negotiating()
    alice = visit(room.trade.get_absolute_url(), user=room.alice)
    is_live(alice, f"trade.{room.trade.number}")
    alice.get_by_text("Change the terms").click()
    alice.locator("#amend-reason").fill("Because oranges")
    room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5)
    expect(alice.locator(".counter-offer")).to_be_visible()
    expect(alice.locator("#amend-reason")).to_have_value("Because oranges")


def test_the_terms_that_were_to_be_accepted_close_when_they_move(visit: Visit):
    room = rooms.negotiating()
    bob = visit(room.trade.get_absolute_url(), user=room.bob)
    is_live(bob, f"trade.{room.trade.number}")
    bob.get_by_text("Accept €500.00").click()
    expect(bob.get_by_role("button", name="Accept and buy")).to_be_visible()
    room.trade.amend(by=room.alice, version=1, price=Decimal(120), quantity=5, description="Ripe.")
    expect(bob.get_by_text("Accept €600.00")).to_be_visible()
    expect(bob.get_by_role("button", name="Accept and buy")).not_to_be_visible()


def test_the_badge_in_the_header_counts_events_on_another_page(visit: Visit):
    room = rooms.negotiating()
    bob = visit("/", user=room.bob)
    is_live(bob, f"my-trades.{room.bob.pk}")
    before = bob.locator("#trades-badge .count")
    expect(before).to_have_text("1")
    bob.goto(room.trade.get_absolute_url())
    expect(bob.locator("#trades-badge .count")).to_have_count(0)
    bob.goto("/")
    is_live(bob, f"my-trades.{room.bob.pk}")
    room.trade.amend(by=room.alice, version=1, price=Decimal(120), quantity=5, description="Ripe.")
    expect(bob.locator("#trades-badge .count")).to_have_text("1")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_of_it_scrolls_sideways(visit: Visit, width: int):
    words = "Waterproof-Mountaineering-Grade-Everything " * 2
    room = rooms.negotiating(title=words[:120], description=words * 9, price=Decimal("12345678.90"))
    room.trade.counter(by=room.bob, version=1, price=Decimal("1234567.80"), quantity=5, note=words)
    page = visit("/trades/", user=room.bob, viewport={"width": width, "height": 800})
    product = cast.product()
    paths = ["/trades/", room.trade.get_absolute_url(), "/trades/join/", f"/trades/offer/{product.slug}/"]
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
