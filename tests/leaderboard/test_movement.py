"""Movement since yesterday: ranks computed from sales and views of earlier days, at any time of the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leaderboard import tasks
from leaderboard.board import Board
from leaderboard.board_rows import read_leaders
from leaderboard.metrics import Metric
from leaderboard.models import RankSnapshot
from leaderboard.periods import ALL_TIME
from marketplace.models import SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import sale, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
BOARD = Board(Metric.SALES, ALL_TIME)
YESTERDAY = timedelta(days=1)


def yesterday(seller, number):
    fact = sale(seller, number, timezone.now() - YESTERDAY)
    SaleFact.objects.filter(pk=fact.pk).update(recorded_at=timezone.now() - YESTERDAY)
    return fact


@pytest.fixture
def sellers():
    """Let three sellers have sold three, two and one by yesterday."""
    people = [cast.shop().owner for _ in range(3)]
    for person, number in zip(people, (3, 2, 1), strict=True):
        yesterday(person, number)
    return people


def movements(board=BOARD):
    return [(entry.row.seller, entry.movement, entry.steps) for entry in read_leaders(board).entries]


def test_up_down_same_and_new_are_shown(sellers):
    first, second, third = sellers
    newcomer = cast.shop().owner
    tasks.record_ranks()
    sale(third, 4)
    sale(newcomer, 2)
    assert movements() == [
        (third.pk, "up", 2), (first.pk, "down", 1), (second.pk, "down", 1), (newcomer.pk, "new", 0),
    ]  # fmt: skip


def test_an_unchanged_rank_is_shown_as_the_same(sellers):
    tasks.record_ranks()
    assert {(movement, steps) for _, movement, steps in movements()} == {("same", 0)}


def test_ranks_recorded_late_leave_out_the_same_day(sellers):
    first, _, third = sellers
    sale(third, 9)
    tasks.record_ranks()
    assert movements()[:2] == [(third.pk, "up", 2), (first.pk, "down", 1)]


def test_places_are_noted_once_a_day(sellers):
    tasks.record_ranks()
    noted = set(RankSnapshot.objects.values_list("pk", flat=True))
    sale(sellers[2], 9)
    tasks.record_ranks()
    assert set(RankSnapshot.objects.values_list("pk", flat=True)) == noted


def test_without_recorded_ranks_no_movement_is_shown(sellers):
    RankSnapshot.objects.record(timezone.localdate() - YESTERDAY)
    assert {movement for _, movement, _ in movements()} == {None}


def test_views_move_too(sellers):
    tasks.record_ranks()
    view(cast.product(in_shop=sellers[0].shop), "v-1")
    assert movements(Board(Metric.VIEWS, ALL_TIME)) == [(sellers[0].pk, None, 0)], "no views were noted"


def test_old_places_are_forgotten(sellers):
    RankSnapshot.objects.record(timezone.localdate() - timedelta(days=9))
    assert not RankSnapshot.objects.exists(), "nothing was sold by then"
    for back in (0, 3):
        RankSnapshot.objects.create(
            day=timezone.localdate() - timedelta(days=back),
            metric="views",
            year=0,
            month=0,
            seller=sellers[0],
            rank=1,
        )
    RankSnapshot.objects.record(timezone.localdate())
    assert RankSnapshot.objects.filter(day__lt=timezone.localdate()).count() == 0
