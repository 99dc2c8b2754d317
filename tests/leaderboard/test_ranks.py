"""Equal counts share a rank: 1, 2, 2, 4. The first to reach a count leads, and each seller finds the own row."""

from datetime import UTC, datetime, timedelta

import pytest

from leaderboard.board import Board, Gap
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME
from marketplace.models import SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import NOVEMBER, sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
START = datetime(2026, 11, 3, 12, tzinfo=UTC)
BOARD = Board(Metric.SALES, NOVEMBER)


def at(minutes):
    return START + timedelta(minutes=minutes)


def sellers(*numbers):
    """Return a seller for each number of sold items; the first one sold first."""
    people = [cast.person("Alice Seller") for _ in numbers]
    for minutes, (person, number) in enumerate(zip(people, numbers, strict=True)):
        if number:
            sale(person, number, at(minutes))
    return people


def places(rows):
    return [(row.rank, row.number) for row in rows]


def order(rows):
    return [row.seller for row in rows]


def test_places_after_equals_are_left_out():
    sellers(5, 9, 5, 4, 0)
    assert places(BOARD.top()) == [(1, 9), (2, 5), (2, 5), (4, 4)]


def test_of_equals_the_first_to_get_there_leads_until_that_sale_is_taken_back():
    early, late = sellers(1, 2)
    last = sale(early, 1, at(30))
    assert order(BOARD.top()) == [late.pk, early.pk]
    SaleFact.objects.filter(pk=last.pk).record_reversals()
    assert places(BOARD.top()) == [(1, 2), (2, 1)]
    sale(early, 1, at(0))
    assert order(BOARD.top()) == [early.pk, late.pk], "the newest sale that still stands is the older one"


def test_of_equals_at_the_same_moment_the_older_account_leads():
    first, second = (cast.person("Alice Seller") for _ in range(2))
    for person in (second, first):
        sale(person, 1, START)
    assert order(BOARD.top()) == [first.pk, second.pk]


def test_ten_lead():
    sellers(*range(1, 13))
    assert places(BOARD.top()) == [(place, 13 - place) for place in range(1, 11)]


def test_ones_own_row_has_two_neighbours_on_each_side():
    people = sellers(20, 18, 16, 14, 14, 10, 8)
    assert places(BOARD.around(people[4].pk)) == [(3, 16), (4, 14), (4, 14), (6, 10), (7, 8)]
    assert order(BOARD.around(people[4].pk)) == [person.pk for person in people[2:]]
    assert places(BOARD.around(people[0].pk)) == [(1, 20), (2, 18), (3, 16)]
    assert places(BOARD.around(people[6].pk)) == [(4, 14), (6, 10), (7, 8)]


def test_neighbours_and_top_agree_for_everybody():
    people = sellers(3, 3, 7, 1, 1, 1, 5, 3, 2, 2)
    top = BOARD.top(20)
    for person in people:
        assert BOARD.around(person.pk, neighbours=20) == top
        assert BOARD.own(person.pk) in top


def test_without_a_count_there_is_no_row():
    [nobody] = sellers(0)
    assert (BOARD.around(nobody.pk), BOARD.own(nobody.pk), BOARD.top()) == ([], None, [])


def test_the_next_place_is_so_many_away():
    people = sellers(9, 6, 6, 4, 0)
    gaps = [BOARD.gap(BOARD.own(person.pk)) for person in people]
    assert gaps == [None, Gap(1, 3), Gap(1, 3), Gap(2, 2), Gap(4, 4)]


def test_a_seller_with_only_refunded_sales_leaves_the_board():
    sellers(4)
    SaleFact.objects.record_reversals()
    assert BOARD.top() == []


def test_views_and_all_time_are_boards_of_their_own():
    product = cast.product()
    alice = product.shop.owner
    sale(alice, 2, at(0))
    sale(alice, 3, datetime(2026, 10, 3, tzinfo=UTC))
    for viewer in "abc":
        view(product, viewer, START.date())
    boards = [Board(metric, period) for metric in Metric for period in (NOVEMBER, ALL_TIME)]
    assert [places(board.top()) for board in boards] == [[(1, 2)], [(1, 5)], [(1, 3)], [(1, 3)]]


@pytest.mark.parametrize("text", ["", "sale", "SALES", "items_sold"])
def test_there_are_two_metrics(text):
    assert [Metric.parse(name).slug for name in ("sales", "views")] == ["sales", "views"]
    with pytest.raises(ValueError, match="sales or views"):
        Metric.parse(text)
