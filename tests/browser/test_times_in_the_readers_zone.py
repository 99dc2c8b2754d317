"""A time is shown by the reader's own clock, on the page and in what is pushed to it later."""

import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_order_names_its_time_in_the_zone_of_the_browser(visit):
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (cast.item(), 1))
    page = visit(order.get_absolute_url(), user=bob, timezone_id="Asia/Tokyo")
    placed = page.locator(".lede time")
    expect(placed).to_have_text(order.created_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%-d %B %Y, %H:%M"))
    expect(placed).to_have_attribute("title", order.created_at.strftime("%-d %B %Y, %H:%M UTC"))


def test_without_scripts_the_zone_is_shown_beside_the_time(visit):
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (cast.item(), 1))
    page = visit(order.get_absolute_url(), user=bob, java_script_enabled=False)
    expect(page.locator(".lede time")).to_have_text(re.compile(r"\d\d:\d\d UTC$"))
