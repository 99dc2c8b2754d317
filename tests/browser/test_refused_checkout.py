"""The reasons of a refused checkout disappear together with the refused lines."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_returned_units_are_not_called_held(visit: Visit):
    item = cast.item(title="Sea Runner", stock=3)
    page = visit(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    other = cast.pending_order(cast.guest(), (item, 3))
    page.goto("/cart/")
    page.evaluate("document.querySelector('#cart form[action=\"/checkout/\"]').submit()")
    refused = page.locator("main > .page > .notice--error")
    expect(refused).to_contain_text("Sea Runner is held at another checkout")
    is_live(page, f"line.{item.pk}")
    other.cancel()
    expect(page.locator("#cart .line")).not_to_contain_text("is held")
    expect(refused).to_have_count(0)
