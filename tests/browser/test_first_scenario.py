"""A shopper's first visit, from a drop that is released in a shell to a checkout that empties every tab."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import Item, Order
from tests import cast
from tests.browser.checkout import ADDRESS, units_in_cart
from tests.browser.conftest import Visit, is_live
from tests.browser.test_drop_sells_out import manage

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def pay(page: Page) -> None:
    """Go from the cart to the order's page."""
    page.get_by_role("button", name="Check out").click()
    for name, value in ADDRESS.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/orders/**")


def test_from_the_release_to_the_empty_cart(visit: Visit, redis_url: str, tmp_path: Path):
    drops = [cast.product(stock={"40": 3, "41": 3}, released_at=None) for _ in range(2)]
    small = Item.objects.get(product=drops[0], label="40")
    tabs = [visit(drops[0].get_absolute_url())]
    tabs.append(visit(drops[1].get_absolute_url(), beside=tabs[0]))
    for tab, drop in zip(tabs, drops, strict=True):
        expect(tab.locator(".sizes-panel")).to_contain_text("Coming soon")
        expect(tab.get_by_role("radio")).to_have_count(0)
        is_live(tab, f"stock.{drop.pk}")
        tab.evaluate("window.sameDocument = true")
    for drop in drops:
        manage(redis_url, tmp_path, "release", drop.slug)
    for tab in tabs:
        expect(tab.get_by_role("radio", name="40")).to_be_attached()
    one, two = tabs
    one.get_by_role("radio", name="40").check(force=True)
    one.get_by_role("button", name="Add to cart").click()
    expect(units_in_cart(two)).to_have_attribute("data-count", "1")
    expect(two.locator(f"#box-line-{small.pk}")).to_contain_text("40")
    two.locator("#cart-menu summary").click()
    two.locator(f"#box-line-{small.pk}").get_by_role("button", name="Remove").click()
    for tab in tabs:
        expect(units_in_cart(tab)).to_have_attribute("data-count", "0")
    two.get_by_role("radio", name="41").check(force=True)
    two.get_by_role("button", name="Add to cart").click()
    for tab in tabs:
        expect(units_in_cart(tab)).to_have_attribute("data-count", "1")
        assert tab.evaluate("window.sameDocument"), "never reloaded"
    private = visit(drops[0].get_absolute_url())
    expect(units_in_cart(private)).to_have_attribute("data-count", "0")
    one.reload()
    expect(units_in_cart(one)).to_have_attribute("data-count", "1")
    two.goto("/cart/")
    pay(two)
    for tab in tabs:
        expect(units_in_cart(tab)).to_have_attribute("data-count", "0")
    assert Order.objects.get().status == "paid"
