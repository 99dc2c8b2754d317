"""While the leaderboard loads or fails, its tabs and times stay, and the dialog keeps its height."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests import cast
from tests.browser.test_leaderboard_live import dialog, number, trophy
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PANEL = re.compile("/leaderboard/panel/")


@pytest.fixture
def page(visit):
    sale(cast.shop().owner, 7)
    return visit("/cart/")


def has_choices(page: Page) -> bool:
    return page.get_by_role("link", name="Most viewed").is_visible() and page.get_by_label("Period").is_visible()


def height(page: Page) -> float:
    box = dialog(page).bounding_box()
    assert box
    return box["height"]


def fail(route: Route) -> None:
    route.fulfill(status=409, body="")


def test_in_each_state_tabs_and_times_stay_and_the_height_does_not_change(page):
    held: list[Route] = []
    page.route(PANEL, lambda route: held.append(route))
    trophy(page).click()
    expect(dialog(page).get_by_text("Loading the leaderboard")).to_have_count(1)
    expect(page.locator(".board-dialog__wait")).to_be_visible()
    assert has_choices(page)
    heights = [height(page)]
    page.wait_for_timeout(100)
    fail(held.pop())
    expect(dialog(page).get_by_text("could not be loaded")).to_be_visible()
    assert has_choices(page)
    heights.append(height(page))
    page.get_by_role("link", name="Most viewed").click()
    expect(page.get_by_role("link", name="Most viewed")).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(100)
    held.pop().continue_()
    expect(dialog(page)).to_contain_text("No ranking yet")
    assert has_choices(page)
    heights.append(height(page))
    page.unroute(PANEL)
    page.get_by_role("link", name="Top sellers").click()
    expect(number(page)).to_have_text("7")
    heights.append(height(page))
    assert len(set(heights)) == 1


def test_a_failed_tab_stays_chosen_and_is_retried(page):
    trophy(page).click()
    expect(number(page)).to_have_text("7")
    page.route(PANEL, fail)
    page.get_by_role("link", name="Most viewed").click()
    expect(dialog(page).get_by_text("could not be loaded")).to_be_visible()
    assert page.locator(".rank").first.is_hidden(), "the other board's ranks are not those of this tab"
    page.unroute(PANEL)
    page.get_by_role("button", name="Try again").click()
    expect(dialog(page)).to_contain_text("No ranking yet")
    expect(page.get_by_role("link", name="Most viewed")).to_have_attribute("aria-current", "true")


def test_a_time_is_chosen_before_the_first_board_has_come(page):
    page.route(PANEL, fail)
    trophy(page).click()
    expect(dialog(page).get_by_text("could not be loaded")).to_be_visible()
    page.unroute(PANEL)
    page.get_by_label("Period").select_option("all")
    expect(dialog(page).locator("#leaderboard")).to_have_attribute("aria-label", "Top sellers, All time")
