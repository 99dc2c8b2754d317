"""Without a websocket the cart still changes, and is re-read when its page becomes visible."""

import pytest
from playwright.sync_api import Page, expect

from carts.models import Cart
from marketplace.models import Item
from tests import cast
from tests.browser.checkout import units_in_cart
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def block(page: Page) -> None:
    """Close every websocket of a page at once."""
    page.route_web_socket("**/ws/", lambda socket: socket.close())


def add(page: Page, item: Item) -> None:
    """Put one more into the cart, on its product's page."""
    page.goto(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()


def test_it_is_written_and_read_again_on_focus(visit: Visit):
    item = cast.item(stock=9)
    page = visit("/", prepare=block)
    other = visit("/cart/", beside=page, prepare=block)
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1", timeout=5_000)
    expect(units_in_cart(other)).to_have_attribute("data-count", "0", timeout=5_000)
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(units_in_cart(other)).to_have_attribute("data-count", "1", timeout=5_000)
    expect(other.locator(f"#line-{item.pk}")).to_be_visible()
    Item.objects.update(on_hand=0)
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(other.locator(f"#line-{item.pk}")).to_contain_text("sold out", timeout=5_000)


@pytest.mark.parametrize("prepare", [None, block])
def test_the_back_button_shows_the_cart_of_now(visit: Visit, prepare):
    item = cast.item(stock=9)
    page = visit(item.product.get_absolute_url(), prepare=prepare)
    page.get_by_role("button", name="Add to cart").click()
    expect(units_in_cart(page)).to_have_attribute("data-count", "1", timeout=5_000)
    page.goto("/cart/")
    page.locator("#cart").get_by_role("button", name="Remove").click()
    expect(units_in_cart(page)).to_have_attribute("data-count", "0", timeout=5_000)
    page.go_back()
    expect(units_in_cart(page)).to_have_attribute("data-count", "0", timeout=5_000)
    page.go_forward()
    expect(units_in_cart(page)).to_have_attribute("data-count", "0", timeout=5_000)
    expect(page.get_by_text("Items you add to your cart appear here.")).to_be_visible()


def test_a_restored_page_reads_missed_changes(visit: Visit):
    item = cast.item(stock=9)
    page = visit("/", prepare=block)
    add(page, item)
    expect(units_in_cart(page)).to_have_attribute("data-count", "1", timeout=5_000)
    Cart.objects.get().remove(item.pk)
    # Like a browser that restores the page from its back/forward cache, which is disabled here.
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(units_in_cart(page)).to_have_attribute("data-count", "0", timeout=5_000)


def test_two_devices_of_one_member_show_one_cart(visit: Visit):
    item, bob = cast.item(stock=9), cast.person("Bob Buyer")
    phone, laptop = visit("/", user=bob), visit("/cart/", user=bob)
    stranger = visit("/cart/", user=cast.person("Mallory"))
    add(phone, item)
    expect(units_in_cart(laptop)).to_have_attribute("data-count", "1", timeout=5_000)
    laptop.locator(f"#quantity-{item.pk}-more").click()
    expect(units_in_cart(phone)).to_have_attribute("data-count", "2", timeout=5_000)
    phone.locator("#cart-menu summary").click()
    phone.locator(f"#box-line-{item.pk}").get_by_role("button", name="Remove").click()
    expect(units_in_cart(laptop)).to_have_attribute("data-count", "0", timeout=5_000)
    expect(units_in_cart(stranger)).to_have_attribute("data-count", "0", timeout=5_000)
