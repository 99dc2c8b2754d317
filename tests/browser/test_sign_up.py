"""From the sign-up form over the mail to the account, in one browser, without losing what is in the cart."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_account_is_opened_with_the_mail_that_turns_up_in_the_outbox(visit: Visit):
    item = cast.item()
    page = visit(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    outbox = visit("/outbox/", beside=page)
    is_live(outbox, "outbox")
    expect(outbox.get_by_text("No emails yet")).to_be_visible()

    page.goto("/accounts/signup/?next=/cart/")
    page.get_by_label("Email").fill("wanda@example.com")
    page.get_by_label("Your name").fill("Wanda Walker")
    page.get_by_label("Password").fill("a long walk home")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

    outbox.get_by_role("link", name="Confirm your email address").click()
    outbox.locator(".mail__text a").first.click()
    outbox.get_by_role("button", name="Confirm").click()
    expect(outbox.get_by_role("heading", name="Your cart")).to_be_visible()
    expect(outbox.locator("#cart")).to_contain_text(item.product.title)
    expect(outbox.locator(".menu__user")).to_contain_text("Wanda Walker")
