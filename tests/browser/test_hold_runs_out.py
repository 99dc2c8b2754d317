"""When the hold's timer runs out, the page says so by itself, with or without a worker."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marketplace import topics
from marketplace.models import Hold, Order
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def at_checkout(visit: Visit, minutes: float) -> Page:
    """Return a checkout page that has so many minutes left."""
    page = visit(cast.item().product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    page.locator("#cart").get_by_role("button", name="Check out").click()
    expect(page.locator(".hold__time")).to_be_visible()
    set_left(minutes)
    page.reload()
    return page


def set_left(minutes: float) -> None:
    """Make the holds expire in `minutes`."""
    soon = timezone.now() + timedelta(minutes=minutes)
    Order.objects.update(expires_at=soon)
    Hold.objects.update(expires_at=soon)


def test_the_page_says_that_the_time_is_over(visit: Visit):
    page = at_checkout(visit, 3 / 60)
    expect(page.locator(".hold")).to_contain_text("Reserved for you.")
    expect(page.locator(".hold")).to_contain_text("Your time to pay is over.")
    page.locator(".hold").get_by_role("link", name="Back to your cart").click()
    expect(page.locator("#cart").get_by_role("button", name="Check out")).to_be_enabled()


def test_two_minutes_before_the_end_it_warns_once_and_more_time_ends_the_warning(visit: Visit):
    page = at_checkout(visit, 2 + 3 / 60)
    warning, said = page.locator(".hold__warning"), page.locator("#hold-said")
    expect(warning).to_be_hidden()
    expect(said).to_have_text("")
    page.evaluate(
        """window.said = 0
        const said = document.getElementById('hold-said')
        new MutationObserver(() => { window.said += 1 }).observe(said, { childList: true })"""
    )
    expect(warning).to_be_visible()
    expect(said).to_contain_text("Less than 2 minutes left.")
    topics.order.push(Order.objects.get().number)
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.said") == 1
    other = visit(page.url, beside=page)
    page.get_by_role("button", name="I need more time").click()
    expect(page.locator(".hold__time")).to_contain_text("14:")
    expect(warning).to_be_hidden()
    expect(page.get_by_role("button", name="I need more time")).to_have_count(0)
    expect(other.locator(".hold__time")).to_contain_text("14:")
    set_left(1)
    page.reload()
    expect(page.locator(".hold__warning")).to_contain_text("You can’t extend the time again.")


def test_the_wrong_clock_of_a_visitor_changes_nothing(visit: Visit):
    page = visit("/", prepare=lambda page: page.clock.install(time=timezone.now() + timedelta(hours=1)))
    page.goto(cast.item().product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    page.locator("#cart").get_by_role("button", name="Check out").click()
    expect(page.locator(".hold__time")).to_contain_text("14:")


def test_when_time_is_over_the_page_no_longer_offers_to_pay(visit: Visit):
    page = at_checkout(visit, 3 / 60)
    expect(page.locator(".hold")).to_contain_text("Your time to pay is over.")
    expect(page.get_by_role("button", name="Pay")).to_be_disabled()


def test_typed_text_is_filled_in_at_the_next_checkout(visit: Visit):
    page = at_checkout(visit, 5 / 60)
    page.get_by_label("Street and number").fill("1 Harbour Road")
    again = page.get_by_role("button", name="Check out again with this address")
    expect(again).to_be_hidden()
    expect(page.locator(".hold")).to_contain_text("Your time to pay is over.")
    again.click()
    expect(page.locator(".hold__time")).to_contain_text("14:")
    expect(page.get_by_label("Street and number")).to_have_value("1 Harbour Road")


@pytest.mark.parametrize(("width", "is_above"), [(360, True), (1440, False)])
def test_the_summary_is_above_the_form_on_a_phone_and_beside_it_elsewhere(visit: Visit, width: int, is_above: bool):
    page = at_checkout(visit, 10)
    page.set_viewport_size({"width": width, "height": 900})
    summary, form = page.get_by_label("Order summary").bounding_box(), page.locator("#pay-form").bounding_box()
    assert summary and form
    assert (summary["y"] + summary["height"] <= form["y"]) == is_above
    assert (summary["x"] >= form["x"] + form["width"]) != is_above
