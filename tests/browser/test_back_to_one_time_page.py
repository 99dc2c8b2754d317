"""Going back from a new trade leads to a page of the site, not to a browser error."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_back_from_a_new_room_is_a_page_of_the_site(visit: Visit):
    alice = visit("/trades/new/", user=cast.shop().owner)
    alice.locator("[name=title]").fill("Oranges")
    alice.locator("[name=price]").fill("5")
    alice.get_by_role("button", name="Open trade").click()
    expect(alice.get_by_label("Link", exact=True)).to_be_visible()
    alice.get_by_role("link", name="Go to the room").click()
    expect(alice.locator("h1")).to_have_text("Oranges")
    alice.goto("/orders/")
    alice.go_back()
    expect(alice.locator("h1")).to_have_text("Oranges")
    alice.go_back()
    expect(alice.locator("h1")).to_have_text("Open a trade")
