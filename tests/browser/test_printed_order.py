"""An order prints on one page: its lines first, then the sum and the address, without buttons."""

import re

import pytest
from playwright.sync_api import expect

from marketplace.accounts.visitors import Shopper
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_order_prints_on_one_page_things_first(visit: Visit):
    bob = cast.person("Bob Buyer")
    shop = cast.shop()
    items = [(cast.item(in_shop=shop, title=title), 2) for title in ("Boots", "Socks", "Laces")]
    order = cast.paid_order(Shopper(bob, "0" * 32), *items)
    page = visit(order.get_absolute_url(), user=bob)
    expect(page.get_by_text("Order summary")).to_be_visible()
    # The page may read itself again once its socket is open; an element that was just replaced has no place.
    page.wait_for_load_state("networkidle")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    for selector in (".site-header", ".site-footer", "main .button", "#shown-title"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
    heads = ("Your order", "Boots", "Order summary", "Shipping address", "Order status")
    texts = page.locator("main").inner_text()
    assert "Thank you" in texts
    shown = [page.locator("main").get_by_text(words).filter(visible=True).first for words in heads[1:]]
    for head in shown:
        expect(head).to_be_visible()
    tops = [box["y"] for head in shown if (box := head.bounding_box())]
    assert tops == sorted(tops)
    assert len(tops) == len(heads) - 1
