"""Access to the topics of trades, shops and leaderboards over a real socket; forbidden topics do not exist."""

import pytest
from django.test import Client

from leaderboard.periods import this_month
from tests import cast
from tests.trading import rooms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room():
    """A room of Alice's and Bob's."""
    return rooms.negotiating()


def heard(visit, room, user) -> set[str]:
    """Return the names of the topics of this trade and shop that `user` may subscribe to.

    Asserts that missing topics and forbidden topics get the same answer: `gone`.
    """
    number, shop, month = room.trade.number, room.trade.shop_id, this_month()
    private = [f"trade.{number}", f"chat.{number}", f"talk.{number}", f"my-trades.{room.bob.pk}", "all-trades"]
    topics = [*private, f"dashboard.{shop}", f"ranks.sales-{month}", f"places.views-{month}"]
    client = Client()
    if user:
        client.force_login(user)
    page = visit(session_key=client.session.session_key if user else None)
    nowhere = ["dashboard.999999", "trade.TR-NOWHERE", "chat.TR-NOWHERE"]
    states = page.listen(*topics, *nowhere, user_id=user.pk if user else None)
    assert {states[topic] for topic in nowhere} == {"gone"}, "what is not there is told apart"
    assert {states[topic] for topic in topics} <= {"gone", "live", "stale"}
    return {topic.partition(".")[0] for topic in topics if states[topic] != "gone"}


BOARDS = {"ranks", "places"}
TABLE = {"trade", "chat", "talk"}


def test_the_seller_may_subscribe_to_trade_and_dashboard(visit, room):
    assert heard(visit, room, room.alice) == {*BOARDS, *TABLE, "dashboard"}


def test_the_buyer_hears_of_room_and_own_list(visit, room):
    assert heard(visit, room, room.bob) == {*BOARDS, *TABLE, "my-trades"}


def test_staff_of_the_shop_may_subscribe_to_its_dashboard(visit, room):
    sam = cast.person("Sam Staff")
    room.trade.shop.staff.add(sam)
    assert heard(visit, room, sam) == {*BOARDS, "dashboard"}


def test_staff_of_another_shop_hear_of_neither(visit, room):
    eve = cast.person("Eve Elsewhere")
    cast.shop().staff.add(eve)
    assert heard(visit, room, eve) == BOARDS


def test_another_seller_and_another_shopper_hear_of_neither(visit, room):
    for user in (cast.shop().owner, room.mallory):
        assert heard(visit, room, user) == BOARDS


def test_a_guest_may_subscribe_to_the_leaderboards(visit, room):
    assert heard(visit, room, None) == BOARDS


def test_platform_staff_may_subscribe_to_the_overview_but_to_no_trade_or_shop(visit, room):
    assert heard(visit, room, room.staff) == {*BOARDS, "all-trades"}
