"""At the checkout a guest sees the own toast take shape while the form is filled in."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_preview_follows_the_form(visit: Visit):
    item = cast.item(title="Tide High-Top", price="99.90")
    page = visit(item.product.get_absolute_url(), viewport={"width": 360, "height": 800})
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    page.get_by_role("button", name="Check out").first.click()
    preview = page.locator("#toast-preview")
    expect(preview).to_contain_text("A shopper bought Tide High-Top, €99.90")
    page.wait_for_load_state("networkidle")
    page.get_by_label("Name", exact=True).fill("Nora Ash")
    page.get_by_label("Name", exact=True).blur()
    expect(preview).to_contain_text("N.A. bought Tide High-Top, €99.90")
    page.get_by_label("Hide the price").check()
    expect(preview).not_to_contain_text("99.90")
    page.get_by_label("Show this purchase to other shoppers").uncheck()
    expect(preview).to_contain_text("Only the shop sees what you buy")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
