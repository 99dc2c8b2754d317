"""An open page whose session ended says so, and leads back to itself after the sign-in."""

import pytest
from playwright.sync_api import expect

from marketplace.accounts.visitors import Shopper
from tests import cast
from tests.browser.conftest import Visit
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_pages_of_an_order_and_of_a_room_say_that_their_reader_is_signed_out(visit: Visit):
    room = rooms.negotiating()
    bob = room.bob
    order = cast.paid_order(Shopper(bob, "0" * 32), (cast.item(), 1))
    own = [order.get_absolute_url(), room.trade.get_absolute_url(), "/orders/"]
    pages = [visit(path, user=bob, tolerates=("status of 404",)) for path in own]
    bob.sign_out_everywhere()
    for path, page in zip(own, pages, strict=True):
        expect(page.locator("#live-status")).to_contain_text("You are signed out.")
        page.locator("#live-status a").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.locator("main [name=next]")).to_have_value(path)
        expect(page.locator("main .notice")).to_contain_text("You are signed out.")
