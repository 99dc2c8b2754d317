"""Toasts are few at a time, disappear by themselves, close easily, never repeat, and wait on hidden pages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.live import publisher
from tests import cast
from tests.browser.conftest import is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TOAST = "#toasts .toast:not(.is-leaving)"


def buy(title: str) -> None:
    """Let another buyer buy a product."""
    cast.paid_order(cast.guest(), (cast.item(title=title), 1))


def tick(page: Page, seconds: float) -> None:
    """Advance the stopped clock of a page."""
    page.clock.run_for(int(seconds * 1000))


def with_our_clock(page: Page) -> None:
    page.clock.install()


def hideable(page: Page) -> None:
    """Let a test say whether the tab is hidden."""
    page.add_init_script(
        "Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });"
        "window.goAway = (away) => { window.isAway = away; document.dispatchEvent(new Event('visibilitychange')) }"
    )


@pytest.fixture
def shown(visit):
    """Return a page that shows a toast."""
    page = visit("/")
    is_live(page)
    buy("Boots")
    expect(page.locator(TOAST)).to_have_count(1)
    return page


def test_it_can_be_closed_and_stays_closed_on_every_page_but_not_for_others(shown, visit):
    other = visit("/", prepare=with_our_clock)
    shown.locator(TOAST).get_by_role("button", name="Close").click()
    expect(shown.locator(TOAST)).to_have_count(0)
    with_our_clock(shown)
    shown.goto("/leaderboard/")
    for page in (shown, other):
        tick(page, 6)
    expect(shown.locator(TOAST)).to_have_count(0)
    expect(other.locator(TOAST)).to_have_count(1)


def test_a_toast_shown_in_one_tab_is_not_repeated_in_another(shown):
    tab = shown.context.new_page()
    with_our_clock(tab)
    tab.goto("/")
    tick(tab, 6)
    expect(tab.locator(".toast")).to_have_count(0)


def test_escape_closes_it_and_the_focus_goes_back_where_it_was(shown):
    search = shown.get_by_role("link", name="Sign in")
    search.focus()
    shown.locator(TOAST).get_by_role("button", name="Close").focus()
    shown.keyboard.press("Escape")
    expect(shown.locator(TOAST)).to_have_count(0)
    expect(search).to_be_focused()


def test_it_is_put_once_into_a_polite_region_that_was_there_before(visit):
    page = visit("/")
    region = page.locator("#toasts-said")
    expect(region).to_have_attribute("role", "status")
    expect(region).to_have_attribute("aria-live", "polite")
    is_live(page)
    page.evaluate(
        "window.said = []; new MutationObserver((all) => all.forEach((one) => said.push(...one.addedNodes)))"
        ".observe(document.getElementById('toasts-said'), { childList: true })"
    )
    buy("Sandals")
    expect(page.locator(TOAST, has_text="Sandals")).to_have_count(1)
    page.wait_for_timeout(300)
    assert page.evaluate("said.filter((node) => node.textContent.includes('Sandals')).length") == 1


def test_it_goes_by_itself_after_eight_seconds(visit):
    page = visit("/", prepare=with_our_clock)
    is_live(page)
    buy("Boots")
    expect(page.locator(TOAST)).to_have_count(1)
    tick(page, 7)
    expect(page.locator(TOAST)).to_have_count(1)
    tick(page, 2)
    expect(page.locator(TOAST)).to_have_count(0)


@pytest.mark.parametrize("attend", ["hover", "focus"])
def test_it_waits_under_the_pointer_and_the_focus(attend, visit):
    page = visit("/", prepare=with_our_clock)
    is_live(page)
    buy("Boots")
    toast = page.locator(TOAST)
    toast.hover() if attend == "hover" else toast.get_by_role("link", name="Boots").focus()
    tick(page, 30)
    expect(toast).to_have_count(1)
    page.mouse.move(1200, 5)
    page.locator("main").focus()
    tick(page, 9)
    expect(toast).to_have_count(0)


def test_a_phone_shows_one_and_it_fits(visit):
    page = visit("/", prepare=with_our_clock, viewport={"width": 360, "height": 740})
    is_live(page)
    buy("One")
    buy("Two")
    expect(page.locator(".toast")).to_have_count(2)
    tick(page, 5)
    expect(page.locator(TOAST)).to_have_count(1)
    box = page.locator(TOAST).bounding_box()
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_hidden_tab_shows_nothing_until_it_is_looked_at(visit):
    page = visit("/", prepare=hideable)
    is_live(page)
    page.evaluate("goAway(true)")
    buy("Boots")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(page.locator(TOAST)).to_have_count(0)
    page.evaluate("goAway(false)")
    expect(page.locator(TOAST)).to_have_count(1)


def test_checkout_shows_none(visit):
    page = visit("/")
    buy("Boots")
    page.goto(cast.product(title="Lamp").get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    page.goto("/cart/")
    page.get_by_role("button", name="Check out").click()
    page.wait_for_url("**/checkout/**")
    assert page.locator("#toasts").count() == 0


def test_with_sockets_blocked_toasts_come_and_are_taken_back_all_the_same(visit):
    bob = cast.person("Bob Buyer")

    def offline(page: Page) -> None:
        page.route_web_socket(re.compile("/ws/"), lambda wire: wire.close())
        page.clock.install()

    page = visit("/", prepare=offline)
    cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1))
    with page.expect_response("**/activity/recent/"):
        tick(page, 19)
    expect(page.locator(TOAST)).to_have_text(re.compile("Boots"))
    page.locator(TOAST).hover()
    bob.change_profile(show_purchase_activity=False)
    with page.expect_response("**/activity/recent/"):
        tick(page, 19)
    expect(page.locator(TOAST)).to_have_count(0)


def test_a_purchase_pushed_while_the_list_is_read_again_is_not_lost(visit):
    def slow(page: Page) -> None:
        page.route("**/activity/recent/", lambda route: held.append((route, route.fetch())))

    held: list[Any] = []
    page = visit("/", prepare=slow)
    is_live(page)
    publisher.publish("toasts", {"type": "stale", "topic": "toasts"})
    page.wait_for_timeout(1000)
    assert held, "the page never read its list again"
    buy("Boots")
    expect(page.locator(TOAST)).to_have_text(re.compile("Boots"))
    for route, answer in held:
        route.fulfill(response=answer)
    page.wait_for_timeout(500)
    expect(page.locator(TOAST)).to_have_text(re.compile("Boots"))
