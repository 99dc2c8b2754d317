"""My trades: as seller and buyer, open ones first, with a constant number of queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.trading import rooms
from trading.models import Invitation

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def let_in(user, room):
    assert Invitation.objects.redeem(room.code, by=user)
    room.trade.refresh_from_db()
    return room


@pytest.fixture
def bob():
    """Bob, with a shop of his own."""
    return cast.shop(cast.person("Bob Buyer")).owner


@pytest.fixture
def browser(bob):
    client = Client()
    client.force_login(bob)
    return client


def test_it_lists_purchases_and_sales_open_ones_first(bob, browser):
    done = let_in(bob, rooms.draft(title="Pears"))
    done.trade.reject(by=bob)
    let_in(bob, rooms.draft(title="Oranges"))
    rooms.draft(cast.item(in_shop=bob.owned_shop), title="Lemons")
    rooms.negotiating(title="Somebody else’s")
    listed = [room.trade.title for room, _ in browser.get("/trades/").context["rooms"]]
    assert listed == ["Lemons", "Oranges", "Pears"]


def test_many_trades_cost_no_more_queries_than_few(bob, browser):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/trades/").status_code == 200
        return len(seen)

    let_in(bob, rooms.draft())
    queries()
    few = queries()
    for _ in range(8):
        let_in(bob, rooms.draft())
    assert queries() == few
