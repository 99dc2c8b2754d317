"""The lines of the cart box in the header follow stock, holds, prices and payments on any page."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import Item, Product
from marketplace.signals import product_changed
from tests import cast
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def with_box(visit: Visit, item: Item, quantity: int = 1) -> Page:
    """Return a home page with the cart box open and an item in it."""
    page = visit(item.product.get_absolute_url())
    page.locator("#quantity").fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", str(quantity))
    page.goto("/")
    page.locator("#cart-menu summary").click()
    is_live(page, f"line.{item.pk}")
    page.evaluate("window.sameDocument = true")
    return page


def test_held_too_few_and_back(visit: Visit):
    item = cast.item(stock=3)
    page = with_box(visit, item, 2)
    line, button = (
        page.locator(f"#box-line-{item.pk}"),
        page.locator("#cart-box").get_by_role("button", name="Check out"),
    )
    expect(button).to_be_enabled()
    order = cast.pending_order(cast.guest(), (item, 2))
    expect(line).to_contain_text("Only 1 of")
    expect(line).to_contain_text("1 left, 2 held until")
    expect(button).to_be_disabled()
    more = cast.pending_order(cast.guest(), (item, 1))
    expect(line).to_contain_text("is held at another checkout.")
    expect(page.locator(".notices")).to_contain_text("is held at another checkout.")
    expect(page.locator("#box-verdict")).to_contain_text("can’t check out yet")
    more.cancel()
    expect(page.locator(".notices")).to_contain_text("Only 1 of")
    order.cancel()
    expect(button).to_be_enabled()
    expect(page.locator(".notices")).to_contain_text("is available again")
    expect(line).not_to_contain_text("is held")
    expect(page.locator("#cart-menu")).to_have_attribute("open", "")
    assert page.evaluate("window.sameDocument"), "never reloaded"


def test_a_price_that_rose_asks_for_a_yes_in_the_box(visit: Visit):
    item = cast.item(price=Decimal("10.00"))
    page = with_box(visit, item)
    Product.objects.update(price="12.00")
    product_changed.send_robust(sender=Product, product_ids=[item.product_id])
    expect(page.locator("#box-verdict")).to_contain_text("Please accept these changes first")
    page.locator(f"#cart-box-agree-{item.pk}").click()
    expect(page.locator("#cart-box").get_by_role("button", name="Check out")).to_be_enabled()


def test_a_withdrawn_product_and_a_payment_under_way(visit: Visit):
    item = cast.item(stock=3)
    page = with_box(visit, item)
    item.product.withdraw()
    expect(page.locator(f"#box-line-{item.pk}")).to_contain_text("was taken off sale")
    item.product.refresh_from_db()
    item.product.publish()
    expect(page.locator(f"#box-line-{item.pk}")).not_to_contain_text("was taken off sale")


def test_an_item_in_another_cart_changes_nothing_here(visit: Visit):
    mine, theirs = cast.item(stock=3), cast.item(stock=1)
    page = with_box(visit, mine)
    before = page.locator("#cart-box").inner_text()
    cast.pending_order(cast.guest(), (theirs, 1))
    page.wait_for_timeout(1_500)
    assert page.locator("#cart-box").inner_text() == before


def test_of_a_shortage_that_is_over_no_notice_stays(visit: Visit):
    item = cast.item(stock=3)
    page = with_box(visit, item, 2)
    order = cast.pending_order(cast.guest(), (item, 2))
    expect(page.locator(".notices")).to_contain_text("Only 1 of")
    order.cancel()
    expect(page.locator(".notices .notice")).to_have_count(0)


def test_a_changed_line_is_announced_on_any_page(visit: Visit):
    item = cast.item(stock=1, title="Sea Runner")
    page = with_box(visit, item)
    page.keyboard.press("Escape")
    order = cast.pending_order(cast.guest(), (item, 1))
    alert = page.locator(f"#messages [data-about='box-line-{item.pk}']")
    expect(alert).to_contain_text("Sea Runner is held at another checkout.")
    expect(page.locator("#cart-box .count")).to_have_class("count count--warning")
    order.cancel()
    expect(alert).to_contain_text("Sea Runner is available again.")
    expect(alert).to_have_count(1)
    expect(page.locator("#cart-box .count")).to_have_class("count")
