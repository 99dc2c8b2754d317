"""Open trades, lists and badges end up equal to fresh ones after each event; other people get no push."""

from decimal import Decimal

import pytest

from tests.fresh_page import assert_no_push, assert_page_stays_current
from tests.trading import rooms
from tests.trading.conftest import Browser

pytestmark = pytest.mark.detail

EVENTS = {
    "amended": lambda room: room.trade.amend(
        by=room.alice, version=1, price=Decimal(80), quantity=5, description="Riper."
    ),
    "countered": lambda room: room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5),
    "accepted": lambda room: room.trade.accept(by=room.bob, version=1),
    "rejected": lambda room: room.trade.reject(by=room.bob, reason="Too dear."),
    "withdrawn": lambda room: room.trade.withdraw(by=room.alice),
    "expired": lambda room: room.trade.cut_short(by=room.staff),
}


@pytest.mark.parametrize("event", EVENTS)
def test_the_room_follows_every_step_on_both_sides(room, event):
    for user in (room.alice, room.bob):
        fresh = rooms.negotiating()
        mine = Browser(fresh.alice if user == room.alice else fresh.bob, fresh)
        url = f"{fresh.trade.get_absolute_url()}table/"
        pushed = assert_page_stays_current(mine.client, url, lambda: EVENTS[event](fresh))  # noqa: B023
        assert pushed == {f"trade.{fresh.trade.number}"}


@pytest.mark.parametrize("event", EVENTS)
def test_another_trade_gets_no_push(room, bob, event):
    other = rooms.negotiating()
    assert_no_push(bob.client, f"{room.trade.get_absolute_url()}table/", lambda: EVENTS[event](other))


def test_the_list_follows_new_steps_of_the_own_trades_only(room, bob):
    assert_page_stays_current(bob.client, "/trades/list/", lambda: EVENTS["amended"](room))
    other = rooms.negotiating()
    assert_no_push(bob.client, "/trades/list/", lambda: EVENTS["amended"](other))


def test_the_list_shows_a_trade_that_is_new_to_it(room, waiting):
    browser = Browser(waiting.bob, waiting)
    from trading.models import Invitation

    assert_page_stays_current(
        browser.client, "/trades/list/", lambda: Invitation.objects.redeem(waiting.code, by=waiting.bob)
    )


def test_the_badge_counts_unread_trades(room, bob):
    bob.look()
    assert_page_stays_current(bob.client, "/trades/unread/", lambda: EVENTS["amended"](room))
    assert 'data-count="1"' in bob.client.get("/trades/unread/").content.decode()
    assert_page_stays_current(bob.client, "/trades/unread/", lambda: bob.look())
    assert "data-count" not in bob.client.get("/trades/unread/").content.decode()


def test_own_actions_do_not_count_as_unread(room, bob):
    bob.look()
    bob.take("counter", version=1, price="80", quantity=5, note="")
    assert "data-count" not in bob.client.get("/trades/unread/").content.decode()


def test_a_page_reports_the_read_events(room, alice, bob):
    bob.look()
    alice.take("amend", version=1, price="80", quantity=5, description="", reason="")
    assert bob.take("seen", step=3).status_code == 204
    assert bob.take("seen", step=99).status_code == 204
    assert "data-count" not in bob.client.get("/trades/unread/").content.decode()
    assert [bob.take("seen", step=bad).status_code for bad in ("", "x", "-1", "9" * 20, "٣")] == [422] * 5
    alice.take("withdraw", reason="")
    assert 'data-count="1"' in bob.client.get("/trades/unread/").content.decode()
