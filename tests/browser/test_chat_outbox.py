"""Chat messages are sent one after the other while their author types on; failed ones are kept."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit, is_live, wait_until
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def opened(visit: Visit, *, tolerates: tuple[str, ...] = ()) -> tuple[rooms.Room, Page]:
    """Return a room and the buyer's page, subscribed to the chat."""
    room = rooms.negotiating()
    bob = visit(room.trade.get_absolute_url(), user=room.bob, tolerates=tolerates)
    is_live(bob, f"chat.{room.trade.number}")
    return room, bob


def say(page: Page, text: str) -> None:
    """Type a line and press Enter."""
    box = page.get_by_label("Your message")
    box.press_sequentially(text)
    box.press("Enter")


def hold_lines(page: Page) -> tuple[list[Route], list[Route]]:
    """Hold the page's chat requests back until `let_go`; returns the held ones and, after it, the free ones."""
    held: list[Route] = []
    free: list[Route] = []
    page.route("**/say/", lambda route: route.continue_() if free else held.append(route))
    return held, free


def let_go(page: Page, held: list[Route], free: list[Route]) -> None:
    """Let the first line through, once it was sent, and all that come after it."""
    wait_until(page, lambda: held, "the line was never sent")
    assert len(held) == 1
    free.extend(held)
    held[0].continue_()


def said(room: rooms.Room) -> list[str]:
    """Return the stored messages in order."""
    return list(room.trade.messages.order_by("number").values_list("text", flat=True))


def test_text_typed_during_a_request_stays_and_is_sent_after_it(visit: Visit):
    room, bob = opened(visit)
    held, free = hold_lines(bob)
    box = bob.get_by_label("Your message")
    say(bob, "One")
    expect(box).to_have_value("", timeout=300)
    say(bob, "Two")
    box.press_sequentially("Half a thi")
    expect(bob.locator(".pending__line")).to_have_count(2)
    let_go(bob, held, free)
    expect(bob.locator(".message .message__text")).to_have_text(["One", "Two"])
    expect(bob.locator(".pending__line")).to_have_count(0)
    expect(box).to_have_value("Half a thi")
    assert said(room) == ["One", "Two"]


def test_a_line_that_did_not_get_through_stays_in_view_and_is_sent_later(visit: Visit):
    room, bob = opened(visit, tolerates=("ERR_FAILED",))
    bob.route("**/say/", lambda route: route.abort())
    say(bob, "One")
    say(bob, "Two")
    expect(bob.locator(".pending__line").first).to_contain_text("was not sent")
    bob.reload()
    expect(bob.locator(".pending__line .message__text")).to_have_text(["One", "Two"])
    expect(bob.locator(".pending__line").first).to_contain_text("was not sent")
    bob.unroute("**/say/")
    bob.locator(".pending__line").first.get_by_role("button", name="Send again").click()
    expect(bob.locator(".message .message__text")).to_have_text(["One", "Two"])
    expect(bob.locator(".pending__line")).to_have_count(0)
    assert said(room) == ["One", "Two"]


def test_a_refused_message_is_kept_beside_later_text(visit: Visit):
    room, bob = opened(visit, tolerates=("status of 422",))
    held, free = hold_lines(bob)
    box = bob.get_by_label("Your message")
    box.evaluate("(box) => box.removeAttribute('maxlength')")
    box.fill("x" * 2001)
    box.press("Enter")
    box.press_sequentially("Next")
    let_go(bob, held, free)
    expect(bob.locator(".pending__line .field__error")).to_contain_text("at most 2000 characters")
    expect(box).to_have_value("Next")
    bob.get_by_role("button", name="Edit").click()
    expect(box).to_have_value("x" * 2001 + "\nNext")
    expect(bob.locator(".pending__line")).to_have_count(0)
    assert said(room) == []


def test_a_line_sent_twice_by_a_reload_is_said_once(visit: Visit):
    room, bob = opened(visit)
    bob.route("**/say/", lambda route: route.fetch())
    say(bob, "Once")
    wait_until(bob, lambda: said(room) == ["Once"], "the line was never said")
    bob.unroute("**/say/")
    bob.reload()
    expect(bob.locator(".pending__line")).to_have_count(0)
    expect(bob.locator(".message .message__text")).to_have_text(["Once"])
    assert said(room) == ["Once"]


PRESS = """([init]) => document.querySelector(".composer textarea").dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }))"""


@pytest.mark.parametrize("pressed", [{"isComposing": True}, {"keyCode": 229}, {"shiftKey": True}])
def test_enter_that_confirms_an_input_method_or_breaks_a_line_sends_nothing(visit: Visit, pressed: dict[str, object]):
    room, bob = opened(visit)
    box = bob.get_by_label("Your message")
    box.fill("にほん")
    assert bob.evaluate(PRESS, [pressed])
    expect(box).to_have_value("にほん")
    box.press("Enter")
    expect(bob.locator(".message .message__text")).to_have_text(["にほん"])
    assert said(room) == ["にほん"]
