"""The demo's leaderboard shows on its first day how sellers moved since yesterday."""

import pytest
from django.core.management import call_command

from leaderboard.board import Board
from leaderboard.board_rows import read_leaders
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME

pytestmark = pytest.mark.slow


def test_top_sellers_have_moved_since_yesterday_right_after_the_demo_is_loaded(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", "--no-pictures", "--verbosity=0")
    for metric in Metric:
        movements = [entry.movement for entry in read_leaders(Board(metric, ALL_TIME)).entries]
        assert len(movements) == 10
        assert set(movements) <= {"up", "down", "same"}, metric
