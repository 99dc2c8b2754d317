"""All pages of a visitor share one pace of toasts: old purchases slowly, new ones at once, many on one card."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_live
from tests.browser.toasts import MORE, TOAST, arrive, buy, everything_shown, may_show, stopped, tick, titles

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def names(first, last):
    """Return titles, the newest first."""
    return [f"Thing {number:02}" for number in range(last, first - 1, -1)]


@pytest.fixture
def eleven():
    """Eleven purchases before the first visit."""
    for title in reversed(names(1, 11)):
        buy(title)


def test_a_new_visitor_sees_earlier_purchases_after_five_seconds_every_twelve_for_eight_newest_first(visit):
    for title in ("Older", "Newer"):
        buy(title)
    page = visit("/", prepare=stopped)
    may_show(page)
    expect(page.locator(".toast")).to_have_count(2)
    seen = []
    for seconds in (4.75, 0.5, 7.5, 0.75, 3, 0.75, 7.25, 0.75):
        tick(page, seconds)
        page.wait_for_timeout(400)  # for a toast on its way out
        seen.append(titles(page))
    assert seen == [[], ["Newer"], ["Newer"], [], [], ["Older"], ["Older"], []]


def test_a_page_shows_five_earlier_ones_a_visit_ten_and_none_twice(visit, eleven):
    page = visit("/", prepare=stopped)
    may_show(page)
    assert everything_shown(page, 90) == names(7, 11)
    arrive(page, "/leaderboard/")
    # Ten are kept waiting, so that the eleventh is never there.
    assert everything_shown(page, 90) == names(2, 6)
    page.goto("/robots.txt")  # no page hears of these at once
    buy("Thing 12")
    buy("Thing 13")
    arrive(page, "/")
    assert everything_shown(page, 30) == []
    page.clock.run_for(1)
    tick(page, 31 * 60)
    arrive(page, "/leaderboard/")
    assert everything_shown(page, 30) == ["Thing 13", "Thing 12"]


def test_the_twelve_seconds_go_on_over_pages(visit):
    for title in ("Older", "Newer"):
        buy(title)
    page = visit("/", prepare=stopped)
    may_show(page)
    tick(page, 6)
    assert titles(page) == ["Newer"]
    arrive(page, "/leaderboard/")
    tick(page, 5.5)
    assert titles(page) == []
    tick(page, 7)
    assert titles(page) == ["Older"]


def test_a_new_purchase_comes_at_once_and_before_the_history(visit):
    for title in ("Older", "Newer"):
        buy(title)
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("New")
    expect(page.locator(TOAST)).to_have_count(1)
    assert titles(page) == ["New"]
    tick(page, 6)
    assert titles(page) == ["New"]
    tick(page, 7)
    assert "Newer" in titles(page)


def test_of_a_burst_of_twenty_three_show_and_one_card_counts_the_rest(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    for number in range(20):
        buy(f"Thing {number:02}")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(2, timeout=20_000)
    assert titles(page) == ["Thing 00"]
    tick(page, 2.25)
    assert titles(page) == ["Thing 00", "Thing 01"]
    tick(page, 2.25)
    assert titles(page) == ["Thing 00", "Thing 01", "Thing 02"]
    tick(page, 4)
    expect(page.locator(MORE)).to_contain_text("17 more purchases just now")
    assert page.locator(TOAST).count() <= 3
    expect(page.locator("#toasts-said")).to_have_text("17 more purchases just now")
    buy("One more")
    expect(page.locator(MORE)).to_contain_text("18 more purchases")
    expect(page.locator("#toasts-said")).to_have_text("17 more purchases just now")
    tick(page, 9)
    expect(page.locator(TOAST)).to_have_count(0)
    # Counted purchases are not shown again as history.
    assert everything_shown(page, 30) == []
    arrive(page, "/leaderboard/")
    assert everything_shown(page, 30) == []


def test_a_purchase_that_is_taken_back_is_counted_no_longer(visit):
    from activity.models import PurchaseActivity

    page = visit("/", prepare=stopped)
    is_live(page)
    for number in range(5):
        buy(f"Thing {number}")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(2)
    tick(page, 9)
    expect(page.locator(MORE)).to_contain_text("2 more purchases")
    PurchaseActivity.objects.filter(title="Thing 4").withdraw()
    expect(page.locator(MORE)).to_contain_text("1 more purchase just now")
    PurchaseActivity.objects.filter(title="Thing 3").withdraw()
    expect(page.locator(MORE)).to_have_count(0)


def test_of_a_steady_stream_six_a_minute_show_and_the_rest_is_counted(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    for number in range(8):
        buy(f"Thing {number}")
        name = f"Thing {number}" if number < 6 else f"{number - 5} more"
        expect(page.locator(TOAST).filter(has_text=name)).to_have_count(1)
        tick(page, 5)


def test_a_closed_card_of_many_stays_closed_and_comes_again_with_the_next_crowd(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    for number in range(4):
        buy(f"Thing {number}")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(2)
    tick(page, 9)
    page.locator(MORE).get_by_role("button", name="Close").click()
    expect(page.locator(MORE)).to_have_count(0)
    tick(page, 15)
    for number in range(4, 9):
        buy(f"Thing {number}")
    tick(page, 12)
    expect(page.locator(MORE)).to_have_count(1)


def test_of_two_tabs_of_a_visitor_one_speaks_and_the_other_takes_over(visit):
    first = visit("/", prepare=stopped)
    second = visit("/", beside=first, prepare=stopped)
    is_live(first)
    is_live(second)
    buy("Boots")
    expect(first.locator(TOAST)).to_have_count(1)
    second.wait_for_timeout(300)
    assert titles(second) == []
    first.close()
    buy("Socks")
    tick(second, 3)
    expect(second.locator(TOAST)).to_have_count(1)
    assert titles(second) == ["Socks"]


def test_three_people_each_have_a_rotation_of_their_own(visit):
    for title in ("Older", "Newer"):
        buy(title)
    one, two, three = (visit("/", prepare=stopped) for _ in range(3))
    for page in (one, two, three):
        may_show(page)
    for page in (one, two):
        tick(page, 6)
    one.locator(TOAST).get_by_role("button", name="Close").click()
    expect(one.locator(TOAST)).to_have_count(0)
    assert (titles(two), titles(three)) == (["Newer"], [])
    arrive(one, "/leaderboard/")
    assert everything_shown(one, 20) == ["Older"]
    assert everything_shown(three, 20) == ["Newer", "Older"]
