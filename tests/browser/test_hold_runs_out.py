"""The hold's timer runs out in front of the buyer: the page says so by itself, whether or not a worker runs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marketplace.models import Hold, Order
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_page_says_that_the_time_is_over(visit: Visit):
    page = visit(cast.item().product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    page.get_by_role("button", name="Check out").click()
    expect(page.locator(".hold__time")).to_be_visible()
    soon = timezone.now() + timedelta(seconds=3)
    Order.objects.update(expires_at=soon)
    Hold.objects.update(expires_at=soon)
    page.reload()
    expect(page.locator(".hold")).to_contain_text("Set aside for you.")
    expect(page.locator(".hold")).to_contain_text("Your time to pay is over.")
    page.locator(".hold").get_by_role("link", name="Back to your cart").click()
    expect(page.get_by_role("button", name="Check out")).to_be_enabled()
