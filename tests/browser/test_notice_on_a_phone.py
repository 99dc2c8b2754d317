"""On a phone a message hides neither the heading of its page nor a button."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.checkout import check_out
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HIDDEN = """() => {
  const notices = [...document.querySelectorAll("#messages .notice")].map((one) => one.getBoundingClientRect());
  const things = document.querySelectorAll(
    ".site-header, .site-header .awning, main h1, main .lede, main button, main a.button");
  const covers = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return [...things].filter((one) => !one.closest("#messages") && one.offsetParent)
    .filter((one) => notices.some((notice) => covers(notice, one.getBoundingClientRect())))
    .map((one) => one.outerHTML.slice(0, 80));
}"""


def settled(page: Page) -> None:
    """Wait until the message has come in."""
    expect(page.locator("#messages .notice").first).to_be_visible()
    page.wait_for_timeout(500)


@pytest.mark.parametrize("width", [360, 600])
def test_a_message_hides_no_heading_and_no_button(visit: Visit, width: int):
    item = cast.item(limit_per_shopper=None)
    page = visit(viewport={"width": width, "height": 740})
    check_out(page, item.product)
    page.locator("form[action$='/cancel/'] button").click()
    expect(page.locator("#messages")).to_contain_text("Your checkout was cancelled")
    settled(page)
    assert page.evaluate(HIDDEN) == []
    page.evaluate("window.scrollTo(0, 200)")
    header = page.locator(".site-header").bounding_box()
    notice = page.locator("#messages .notice").bounding_box()
    assert header and notice and notice["y"] >= header["y"] + header["height"]


def test_a_message_that_leaves_gives_its_place_back(visit: Visit):
    page = visit(viewport={"width": 360, "height": 740})
    check_out(page, cast.item().product)
    page.locator("form[action$='/cancel/'] button").click()
    settled(page)
    before = page.locator("h1").bounding_box()
    expect(page.locator("#messages .notice")).not_to_be_visible()
    after = page.locator("h1").bounding_box()
    assert before and after and after["y"] < before["y"] - 30
