"""Back from a new room leads to no error, and the notice of a failure leaves once something gets through."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_back_from_a_new_room_is_a_page_of_the_site(visit: Visit):
    alice = visit("/trades/new/", user=cast.shop().owner)
    alice.locator("[name=title]").fill("Oranges")
    alice.locator("[name=price]").fill("5")
    alice.get_by_role("button", name="Open it").click()
    expect(alice.get_by_label("Link", exact=True)).to_be_visible()
    alice.get_by_role("link", name="To the room").click()
    expect(alice.locator("h1")).to_have_text("Oranges")
    alice.goto("/orders/")
    alice.go_back()
    expect(alice.locator("h1")).to_have_text("Oranges")
    alice.go_back()
    expect(alice.locator("h1")).to_have_text("Open a trade")


def test_a_failure_is_said_until_something_gets_through(visit: Visit):
    item = cast.item()
    page = visit(item.product.get_absolute_url(), tolerates=("ERR_FAILED", "htmx:", "/cart/add/"))
    page.route("**/cart/add/", lambda route: route.abort())
    page.get_by_role("button", name="Add to cart").click()
    notice = page.locator(".notices .notice--error")
    expect(notice).to_contain_text("did not get through")
    page.unroute("**/cart/add/")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    expect(notice).to_have_count(0)
