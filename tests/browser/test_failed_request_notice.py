"""The notice of a failed request disappears when the site answers again, and leaves other notices in place."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests import cast
from tests.browser.conftest import Visit, is_live, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def not_sent(page: Page) -> Locator:
    return page.locator(".notices .notice--error", has_text="didn’t go through")


def add(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()


def product_page(visit: Visit, **options: Any) -> Page:
    return visit(cast.product().get_absolute_url(), tolerates=("ERR_", "htmx:", "/cart/add/"), **options)


def fail(page: Page) -> None:
    """Have *Add to cart* fail on its way."""
    page.route("**/cart/add/", lambda route: route.abort())
    add(page)
    expect(not_sent(page)).to_be_visible()


@pytest.fixture
def page(visit: Visit) -> Page:
    """Return a product's page after a failed form."""
    page = product_page(visit)
    fail(page)
    return page


def test_it_leaves_when_the_same_form_gets_through(page: Page):
    page.unroute("**/cart/add/")
    add(page)
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    expect(not_sent(page)).to_have_count(0)


def test_it_leaves_when_the_device_is_online_again(page: Page):
    page.context.set_offline(True)
    expect(not_sent(page)).to_be_visible()
    page.context.set_offline(False)
    expect(not_sent(page)).to_have_count(0)


def test_it_leaves_when_the_server_is_back(visit: Visit):
    wires: list[WebSocketRoute] = []

    def take(wire: WebSocketRoute) -> None:
        wire.connect_to_server()
        wires.append(wire)

    page = product_page(visit, prepare=lambda page: page.route_web_socket("**/ws/", take))
    is_live(page)
    fail(page)
    wires[0].close()
    wait_until(page, lambda: len(wires) > 1, "the page never connected again")
    expect(not_sent(page)).to_have_count(0)


def test_two_failures_are_said_once(page: Page):
    with page.expect_event("requestfailed"):
        add(page)
    expect(not_sent(page)).to_have_count(1)


def test_other_notices_stay(visit: Visit):
    page = product_page(visit)
    add(page)
    added = page.locator(".notices .notice--success")
    expect(added).to_be_visible()
    fail(page)
    expect(added).to_be_visible()
