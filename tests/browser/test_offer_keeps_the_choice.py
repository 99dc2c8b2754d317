"""The size and quantity chosen on a product's page are filled in on the offer form."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("by", ["click", "keyboard"])
def test_the_chosen_size_goes_along(visit: Visit, by: str):
    product = cast.product(stock={"38": 3, "39": 4, "40": 5})
    item = product.items.get(label="40")
    bob = visit(product.get_absolute_url(), user=cast.person("Bob Buyer"))
    bob.locator(f"#item-{item.pk}").check()
    bob.get_by_role("button", name="One more").click()
    link = bob.get_by_role("link", name="Make an offer")
    link.click() if by == "click" else link.press("Enter")
    expect(bob.locator("[name=item]")).to_have_value(str(item.pk))
    expect(bob.locator("[name=quantity]")).to_have_value("2")
    expect(bob.locator("[name=minutes]")).to_have_value("1440")
