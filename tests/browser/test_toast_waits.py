"""Toasts wait behind an open dialog, and nothing moves under the pointer or the focus."""

import pytest
from playwright.sync_api import Page, expect

from activity.models import PurchaseActivity, ToastCount
from tests import cast
from tests.browser.conftest import is_live
from tests.browser.toasts import MORE, TOAST, buy, stopped, tick, titles

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BOARD = "#leaderboard-dialog"


def open_board(page: Page) -> None:
    page.locator("[data-leaderboard]").first.click()
    expect(page.locator(BOARD)).to_be_visible()


def open_cart(page: Page) -> None:
    page.locator("#cart-menu > summary").click()


def open_question(page: Page) -> None:
    """Open a dialog as any page may have one."""
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('dialog'), { id: 'sure' })); sure.showModal()"
    )


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(open_board, f"document.querySelector('{BOARD}').close()"), (open_question, "sure.close()")],
    ids=["leaderboard", "confirmation"],
)
def test_behind_a_dialog_nothing_is_shown_said_or_counted(opens, closes, visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    opens(page)
    for number in range(5):
        buy(f"Thing {number}")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(5, timeout=20_000)
    tick(page, 30)
    assert (titles(page), page.locator(MORE).count()) == ([], 0)
    assert page.locator("#toasts-said").inner_text() == ""
    assert "seen" not in (page.evaluate("localStorage['livestall.toasts']") or "")
    page.evaluate(closes)
    tick(page, 1)
    assert titles(page) == ["Thing 0"]


def test_a_shown_toast_does_not_expire_behind_a_dialog(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("Boots")
    expect(page.locator(TOAST)).to_have_count(1)
    open_board(page)
    tick(page, 30)
    assert titles(page) == ["Boots"]
    page.locator(BOARD).evaluate("one => one.close()")
    tick(page, 9)
    expect(page.locator(TOAST)).to_have_count(0)


def test_toasts_wait_while_the_cart_is_open(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    open_cart(page)
    buy("Boots")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(1)
    tick(page, 5)
    assert titles(page) == []
    page.locator("h1").first.click()
    tick(page, 1)
    assert titles(page) == ["Boots"]


def test_a_toast_never_visible_is_not_counted_as_shown(visit):
    page = visit("/")
    is_live(page)
    open_board(page)
    buy("Boots")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(1)
    page.goto("about:blank")
    page.wait_for_timeout(500)
    ToastCount.objects.save_tally()
    assert PurchaseActivity.objects.get().display_count == 0


def attend(page: Page, how: str):
    """Attend to the second toast, and return it."""
    toast = page.locator(TOAST).nth(1)
    if how == "hover":
        toast.hover()
    elif how == "focus":
        toast.get_by_role("button", name="Close").focus()
    else:
        # A finger is laid upon it.
        toast.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    return toast


@pytest.mark.parametrize("how", ["hover", "focus", "touch"])
def test_while_one_is_attended_to_nothing_moves_comes_or_runs_out(how, visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    for title in ("One", "Two"):
        buy(title)
        expect(page.locator("#toasts-waiting .toast, .toasts .toast", has_text=title)).to_have_count(1)
        tick(page, 2.5)
    page.wait_for_timeout(400)
    assert titles(page) == ["One", "Two"]
    toast = attend(page, how)
    before = toast.bounding_box()
    buy("Three")
    expect(page.locator("#toasts-waiting .toast")).to_have_count(1)
    tick(page, 40)
    assert titles(page) == ["One", "Two"]
    assert toast.bounding_box() == before
    page.mouse.move(1200, 5)
    page.locator("main").focus()
    page.locator("main").dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    tick(page, 12)
    page.wait_for_timeout(400)
    assert "One" not in titles(page)


def test_a_withdrawn_toast_below_disappears_without_moving_the_others(visit):
    bob = cast.person("Bob Buyer")
    page = visit("/", prepare=stopped)
    is_live(page)
    buy("One")
    expect(page.locator(TOAST, has_text="One")).to_have_count(1)
    cast.paid_order(cast.member(bob), (cast.item(title="Two"), 1))
    expect(page.locator(".toast", has_text="Two")).to_have_count(1)
    tick(page, 2.5)
    page.wait_for_timeout(400)
    first = page.locator(TOAST, has_text="One")
    first.hover()
    before = first.bounding_box()
    bob.change_profile(show_purchase_activity=False)
    tick(page, 1)
    expect(page.locator("#toasts", has_text="Two")).to_have_count(0)
    assert first.bounding_box() == before
    page.mouse.move(1200, 5)
    tick(page, 1)
    expect(page.locator("#toasts > *")).to_have_count(1)


def test_a_toast_that_appears_under_a_resting_pointer_holds_up_nothing(visit):
    page = visit("/", prepare=stopped)
    is_live(page)
    page.mouse.move(150, page.viewport_size["height"] - 60)
    for title in ("One", "Two"):
        buy(title)
        expect(page.locator(".toast", has_text=title)).to_have_count(1)
        tick(page, 2.5)
        page.wait_for_timeout(300)
    assert titles(page) == ["One", "Two"]
    tick(page, 9)
    expect(page.locator(TOAST)).to_have_count(0)
