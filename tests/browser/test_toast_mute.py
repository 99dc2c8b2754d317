"""One click mutes toasts for a day and one more unmutes them; other visitors are not affected."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_live
from tests.browser.toasts import TOAST, buy, stopped, tick, titles

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SWITCH = "footer [data-toasts-switch]"


def test_muting_applies_to_every_tab_of_the_visitor_only(visit):
    page = visit("/", prepare=stopped)
    tab, other = visit("/", beside=page, prepare=stopped), visit("/", prepare=stopped)
    for one in (page, tab, other):
        is_live(one)
    buy("Boots")
    page.locator(TOAST).get_by_role("button", name="Mute").click()
    expect(page.locator(TOAST)).to_have_text("Muted for 24 hours.\n\nUnmute", use_inner_text=True)
    expect(page.locator("#toasts-said")).to_have_text("Muted for 24 hours.")
    expect(tab.locator(SWITCH)).to_have_text("Unmute purchase pop-ups")
    page.mouse.move(1200, 5)
    tick(page, 9)
    expect(page.locator(TOAST)).to_have_count(0)
    buy("Socks")
    tick(other, 3)
    expect(other.locator(TOAST)).to_have_count(2)
    page.wait_for_timeout(300)
    assert (titles(page), titles(tab)) == ([], [])
    page.goto("/leaderboard/")
    page.clock.fast_forward("23:50:00")
    tick(page, 8)
    assert titles(page) == []


def test_a_day_later_they_speak_again_by_themselves(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("Boots")
    page.locator(TOAST).get_by_role("button", name="Mute").click()
    expect(page.locator(SWITCH)).to_have_text("Unmute purchase pop-ups")
    page.evaluate(
        """const all = JSON.parse(localStorage["livestall.toasts"]);
        all.mutedUntil -= 24 * 3_600_000;
        localStorage["livestall.toasts"] = JSON.stringify(all);"""
    )
    page.reload()
    is_live(page)
    expect(page.locator(SWITCH)).to_have_text("Mute purchase pop-ups")
    buy("Socks")
    tick(page, 3)
    expect(page.locator(TOAST)).to_have_count(1)
    assert titles(page) == ["Socks"]


def test_the_note_and_the_switch_each_undo_it_with_one_click(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("Boots")
    page.locator(TOAST).get_by_role("button", name="Mute").click()
    page.get_by_role("button", name="Unmute", exact=True).click()
    expect(page.locator(TOAST)).to_have_count(0)
    buy("Socks")
    tick(page, 3)
    expect(page.locator(TOAST)).to_have_count(1)
    page.locator(SWITCH).click()
    expect(page.locator(TOAST)).to_have_count(0)
    expect(page.locator(SWITCH)).to_have_text("Unmute purchase pop-ups")
    page.locator(SWITCH).click()
    buy("Lamp")
    tick(page, 3)
    expect(page.locator(TOAST)).to_have_count(1)
    assert titles(page) == ["Lamp"]


def test_by_keyboard_the_focus_moves_to_unmute_and_back(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("Boots")
    link = page.get_by_role("link", name="Sign in")
    link.focus()
    page.locator(TOAST).get_by_role("button", name="Mute").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Unmute", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(TOAST)).to_have_count(0)
    expect(link).to_be_focused()


def test_where_there_are_no_toasts_there_is_no_switch(visit):
    page = visit("/accounts/login/")
    expect(page.locator(SWITCH)).to_be_hidden()
