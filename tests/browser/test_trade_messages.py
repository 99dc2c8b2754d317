"""Two people chat in two browsers: messages, typing, presence, read receipts and missed messages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, is_live
from tests.browser.test_page_layout import from_module
from tests.trading import rooms
from tests.trading.rooms import Room

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def entered(visit: Visit, room: Room, tolerates: str = "") -> tuple[Page, Page]:
    """Return both people's pages, once both are subscribed; `tolerates` lists permitted console errors."""
    url = room.trade.get_absolute_url()
    pages = visit(url, user=room.alice), visit(url, user=room.bob, tolerates=tolerates)
    for page in pages:
        is_live(page, f"chat.{room.trade.number}")
        is_live(page, f"talk.{room.trade.number}")
    return pages


def lines(page: Page) -> list[int]:
    """Return the numbers of the lines that a page shows, from the top."""
    return page.evaluate("[...document.querySelectorAll('.message')].map((line) => Number(line.dataset.number))")


def test_a_message_reaches_the_other_and_its_read_receipt_returns(visit: Visit):
    alice, bob = entered(visit, rooms.negotiating())
    box = bob.get_by_label("Your message")
    box.press_sequentially("Good mor", delay=30)
    expect(alice.locator(".typing--buyer")).to_have_class("typing typing--buyer small muted is-typing")
    expect(bob.locator(".typing--seller")).not_to_have_class(re.compile("is-typing"))
    box.press_sequentially("ning.")
    box.press("Enter")
    expect(alice.locator(".message--buyer .message__text")).to_have_text("Good morning.")
    expect(bob.locator(".message")).to_have_count(1)
    expect(box).to_have_value("")
    expect(bob.locator(".message.is-read")).to_have_count(1)
    expect(alice.locator(".presence--buyer")).to_have_class("presence presence--buyer is-here presence--now")


def test_messages_during_a_lost_connection_arrive_once_and_in_order(visit: Visit):
    room = rooms.negotiating()
    alice, bob = entered(visit, room, "ERR_INTERNET_DISCONNECTED")
    room.trade.say(by=room.alice, text="One")
    expect(bob.locator(".message")).to_have_count(1)
    bob.context.set_offline(True)
    for text in ("Two", "Three", "Four"):
        room.trade.say(by=room.alice, text=text)
    expect(alice.locator(".message")).to_have_count(4)
    bob.context.set_offline(False)
    expect(bob.locator(".message")).to_have_count(4, timeout=40_000)
    room.trade.say(by=room.alice, text="Five")
    expect(bob.locator(".message")).to_have_count(5)
    assert lines(bob) == lines(alice) == [1, 2, 3, 4, 5]


def test_an_unsent_message_survives_a_reload_until_it_is_sent(visit: Visit):
    _, bob = entered(visit, rooms.negotiating())
    bob.get_by_label("Your message").fill("Half a thou")
    bob.reload()
    expect(bob.get_by_label("Your message")).to_have_value("Half a thou")
    bob.get_by_role("button", name="Send").click()
    expect(bob.locator(".message__text")).to_have_text("Half a thou")
    bob.reload()
    expect(bob.get_by_label("Your message")).to_have_value("")


def test_messages_on_a_hidden_page_are_not_marked_read(visit: Visit):
    room = rooms.negotiating()
    url = room.trade.get_absolute_url()
    hidden = "Object.defineProperty(document, 'hidden', { get: () => true })"
    bob = visit(url, user=room.bob, prepare=lambda page: page.add_init_script(hidden))
    is_live(bob, f"chat.{room.trade.number}")
    room.trade.say(by=room.alice, text="Are you there?")
    expect(bob.locator(".message")).to_have_count(1)
    bob.wait_for_timeout(1500)
    assert room.trade.seats.get(user=room.bob).read == 0


def test_when_the_room_closes_nothing_more_can_be_typed(visit: Visit):
    room = rooms.negotiating()
    alice, _ = entered(visit, room)
    expect(alice.get_by_label("Your message")).to_be_visible()
    room.trade.reject(by=room.bob)
    expect(alice.get_by_label("Your message")).not_to_be_visible()
    expect(alice.locator(".chat__closed")).to_be_visible()


def test_a_refused_line_stays_in_the_box_with_the_reason(visit: Visit):
    _, bob = entered(visit, rooms.negotiating(), "status of 422")
    box = bob.get_by_label("Your message")
    box.evaluate("(box) => box.removeAttribute('maxlength')")
    box.fill("x" * 2001)
    with bob.expect_response("**/say/") as answer:
        bob.get_by_role("button", name="Send").click()
    assert answer.value.status == 422
    expect(bob.locator(".composer .field__error")).to_contain_text("at most 2000 characters")
    expect(bob.get_by_label("Your message")).to_have_value("x" * 2001)


def test_a_missing_line_is_noticed_by_its_number(visit: Visit):
    page, _ = entered(visit, rooms.negotiating())
    asked = "[[1, 2, 3], [1, 2, 4], [5, 7, 8], []].map(findGap)"
    assert from_module(page, "chat.", "findGap", asked) == [None, 2, 5, None]
