"""The seller's open page is complete when the buyer joins, and keeps text typed meanwhile."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, is_live
from tests.trading import rooms
from trading.models import Invitation

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_sellers_page_names_the_buyer_and_offers_to_block_and_report(visit: Visit):
    room = rooms.draft()
    alice = visit(room.trade.get_absolute_url(), user=room.alice)
    is_live(alice, f"trade.{room.trade.number}")
    expect(alice.locator(".lede")).to_contain_text("Waiting for the buyer")
    Invitation.objects.redeem(room.code, by=room.bob)
    expect(alice.locator(".lede")).to_contain_text("You are selling to Bob Buyer")
    expect(alice.get_by_text("Block Bob Buyer")).to_be_visible()
    alice.get_by_text("Report this trade").click()
    alice.locator("#report-complaint").fill("Too lou")
    room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5)
    expect(alice.locator(".counter-offer")).to_be_visible()
    expect(alice.locator("#report-complaint")).to_have_value("Too lou")
    expect(alice.locator("#report-complaint")).to_be_visible()
