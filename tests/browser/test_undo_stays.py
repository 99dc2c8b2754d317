"""On a phone the button that takes a change back does not fade, and a lost cart is offered back on the home page."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def test_undo_waits_for_a_touch(visit: Visit):
    item = cast.item(title="Lamp")
    page = visit(item.product.get_absolute_url(), **PHONE)
    page.get_by_role("button", name="Add to cart").tap()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.locator("#cart-menu summary").tap()
    page.locator(f"#cart-box-remove-{item.pk}").tap()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "0")
    page.wait_for_timeout(9_000)
    undo = page.locator(".notices").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    undo.tap()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")


def test_undo_waits_on_the_carts_page(visit: Visit):
    item = cast.item(title="Lamp")
    page = visit(item.product.get_absolute_url(), **PHONE)
    page.get_by_role("button", name="Add to cart").tap()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    page.get_by_role("button", name="Empty cart").tap()
    expect(page.locator("main")).to_contain_text("Items you add to your cart appear here.")
    page.reload()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    undo.tap()
    expect(page.locator("#cart .line")).to_have_count(1)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_lost_cart_is_offered_back_in_view(visit: Visit):
    item = cast.item(title="Lamp")
    page = visit(item.product.get_absolute_url(), **PHONE)
    page.get_by_role("button", name="Add to cart").tap()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.context.clear_cookies()
    page.goto("/")
    offer = page.locator("main form[data-restore]")
    expect(offer).to_be_visible()
    offer.get_by_role("button", name="Restore cart").tap()
    expect(page.locator("#cart .line")).to_have_count(1)
