"""The receipt of a deal: accepted terms and every version with its time, for its two participants alone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.markup import normalize_html
from tests.trading import rooms
from tests.trading.conftest import Browser

pytestmark = pytest.mark.detail


@pytest.fixture
def deal(room):
    """A trade with its second version accepted by Bob."""
    room.trade.amend(
        by=room.alice, version=1, price=Decimal("90.00"), quantity=5, description="Riper.", reason="For cash."
    )
    room.trade.accept(by=room.bob, version=2)
    room.trade.refresh_from_db()
    return room


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_both_see_the_accepted_terms_and_all_earlier_versions(deal, who):
    page = normalize_html(Browser(getattr(deal, who), deal).look("receipt/").content)
    paper = page[page.index("<article") : page.index("</article>")]
    agreed = deal.last.at
    for words in ("€450.00", "€90.00", "Version 1", "€500.00", "Riper.", "For cash.", deal.trade.order.number):
        assert words in paper, words
    assert f"{agreed:%H:%M:%S}" in paper
    assert "by Bob Buyer, to version 2" in paper
    assert "to be paid by" in paper


def test_it_says_when_it_was_paid_and_when_it_never_was(deal):
    cast.attempt_payment(deal.trade.order)
    assert "paid <time" in normalize_html(Browser(deal.bob, deal).look("receipt/").content)
    other = rooms.negotiating()
    other.trade.accept(by=other.bob, version=1).cancel()
    assert "not paid" in normalize_html(Browser(other.bob, other).look("receipt/").content)


@pytest.mark.parametrize("state", ["draft", "negotiating", "rejected", "withdrawn", "expired"])
def test_without_a_deal_there_is_none(db, state):
    room = rooms.in_state(state)
    assert Browser(room.alice, room).look("receipt/").status_code == 404


def test_to_anybody_else_it_is_not_there(deal):
    assert [Browser(user, deal).look("receipt/").status_code for user in (deal.mallory, deal.staff)] == [404, 404]
    assert Client().get(f"{deal.trade.get_absolute_url()}receipt/").status_code == 302


def test_the_room_leads_to_it(deal, bob):
    assert f"{deal.trade.get_absolute_url()}receipt/" in bob.look().content.decode()


def test_many_versions_cost_no_more_queries_than_one(room):
    def queries(trade):
        browser = Browser(trade.buyer, rooms.Room(trade, trade.seller, trade.buyer, ""))
        browser.look("receipt/")
        with CaptureQueriesContext(connection) as seen:
            assert browser.look("receipt/").status_code == 200
        return len(seen)

    long = rooms.negotiating()
    for version in range(1, 9):
        long.trade.amend(by=long.alice, version=version, price=Decimal(version), quantity=5, description="")
    long.trade.accept(by=long.bob, version=9)
    room.trade.accept(by=room.bob, version=1)
    assert queries(long.fresh()) == queries(room.fresh())
