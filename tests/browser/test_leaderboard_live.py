"""The leaderboard dialog: opened by the trophy on any page, live while open, and a link without scripts."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from config.live import publisher
from leaderboard.metrics import Metric
from leaderboard.periods import this_month
from marketplace.models import ProductView
from tests import cast
from tests.browser.conftest import is_live
from tests.browser.test_visit_tracking import PERSON
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nothing_to_replay(visit):
    """Clear the boards of earlier tests from the hub; a page that opens within seconds would show them."""
    for metric in Metric:
        topic = f"ranks.{metric.slug}-{this_month()}"
        publisher.publish(topic, {"type": "stale", "topic": topic})


def trophy(page: Page):
    return page.get_by_role("link", name="Leaderboard").first


def dialog(page: Page):
    return page.get_by_role("dialog", name="Leaderboard")


def number(page: Page):
    return page.locator(".rank__number strong").first


def opened(page: Page, by: str = "sales") -> Page:
    trophy(page).click()
    expect(dialog(page).locator("#leaderboard")).to_be_visible()
    if by == "views":
        page.get_by_role("link", name="Most viewed").click()
    is_live(page, f"ranks.{by}-{this_month()}")
    return page


def test_a_mark_and_its_undo_move_an_open_board(visit):
    product = cast.product()
    page = opened(visit("/cart/"))
    expect(dialog(page)).to_contain_text("Rank 1 is still open")
    product.mark_sold()
    expect(number(page)).to_have_text("1")
    expect(dialog(page)).to_contain_text(product.shop.name)
    product.undo_sold()
    expect(dialog(page)).to_contain_text("Rank 1 is still open")


def test_a_purchase_elsewhere_moves_an_open_board(visit):
    product = cast.product(stock=9)
    sale(product.shop.owner, 1)
    page = opened(visit("/cart/"))
    expect(number(page)).to_have_text("1")
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    expect(number(page)).to_have_text("4")


def test_a_look_of_a_second_moves_the_most_viewed(visit):
    product = cast.product()
    page = opened(visit("/cart/"), by="views")
    looking = visit("/cart/", user_agent=PERSON)
    looking.goto(product.get_absolute_url())
    expect(number(page)).to_have_text("1")


def test_the_keyboard_opens_it_walks_it_and_gets_its_place_back(visit):
    sale(cast.shop().owner, 1)
    page = visit("/cart/")
    trophy(page).focus()
    page.keyboard.press("Enter")
    expect(dialog(page).locator("#leaderboard")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the focus is in the dialog"
    page.get_by_role("link", name="Most viewed").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Most viewed")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="Most viewed")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(trophy(page)).to_be_focused()
    assert page.locator("#leaderboard").count() == 0, "what is not shown is not followed"


def test_a_past_month_is_picked(visit):
    sale(cast.shop(name="Alice’s Stall").owner, 1)
    page = opened(visit("/cart/"))
    page.get_by_label("Period").select_option("all")
    expect(dialog(page).locator("#leaderboard")).to_have_attribute("aria-label", "Top sellers, All time")
    expect(dialog(page)).to_contain_text("Alice’s Stall")


def test_a_board_that_does_not_answer_says_so_and_tries_again(visit):
    sale(cast.shop().owner, 7)
    page = visit("/cart/")

    def fail(route: Route) -> None:
        route.fulfill(status=409, body="")

    page.route(re.compile("/leaderboard/panel/"), fail)
    trophy(page).click()
    expect(dialog(page).get_by_text("could not be loaded")).to_be_visible()
    page.unroute(re.compile("/leaderboard/panel/"))
    page.get_by_role("button", name="Try again").click()
    expect(number(page)).to_have_text("7")


def test_without_a_socket_an_open_board_reads_itself_again_every_half_minute(visit):
    product = cast.product()
    sale(product.shop.owner, 1)
    reads = []

    def cut_off(page: Page) -> None:
        page.clock.install()
        page.route_web_socket(re.compile("/ws/"), lambda wire: wire.close())
        page.on("request", lambda request: reads.append(request.url) if "/leaderboard/ranks/" in request.url else None)

    page = visit("/cart/", prepare=cut_off)
    trophy(page).click()
    expect(number(page)).to_have_text("1")
    product.mark_sold()
    page.clock.run_for(20_000)
    page.wait_for_timeout(500)
    assert reads == []
    page.clock.fast_forward(20_000)
    expect(number(page)).to_have_text("2")


def test_without_scripts_the_trophy_is_a_link(visit):
    sale(cast.shop(name="Alice’s Stall").owner, 1)
    page = visit("/cart/", java_script_enabled=False)
    trophy(page).click()
    expect(page).to_have_url(re.compile("/leaderboard/$"))
    page.get_by_label("Period").select_option("all")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("period=all"))
    expect(page.locator("main")).to_contain_text("Alice’s Stall")


def test_a_view_counts_at_once_for_the_board_as_recorded(visit):
    product = cast.product()
    page = opened(visit("/cart/"), by="views")
    for viewer in ("v-1", "v-2", "v-1"):
        ProductView.objects.record(product, viewer)
    expect(number(page)).to_have_text("2")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_open_board_fits_the_screen(visit, width):
    for length in range(12):
        name = f"Extraordinarily Long & Sons {'of the Harbour ' * (length % 4)}{length}"
        sale(cast.shop(name=name).owner, 1000 + length)
    page = visit("/leaderboard/", viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto("/cart/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    trophy(page).click()
    expect(page.locator(".rank").first).to_be_visible()
    fits = "[...document.querySelectorAll('dialog, .rank')].every((one) => one.scrollWidth <= one.clientWidth + 1)"
    assert page.evaluate(fits)
