"""Authorization and rendering of the leaderboard's live topics."""

from django.template.loader import render_to_string

from leaderboard import topics
from leaderboard.board import Board
from leaderboard.board_rows import read_leaders
from leaderboard.metrics import Metric
from leaderboard.periods import Period
from marketplace.live import may_follow_shop


def render_ranks(key: str) -> str:
    """Return the leaders of a board (`sales-2026-11`, `views-all`) from a fresh read."""
    by, _, period = key.partition("-")
    board = Board(Metric.parse(by), Period.parse(period))
    return render_to_string("leaderboard/live/ranks.html", {"board": board, "leaders": read_leaders(board)})


topics.ranks.configure(render=render_ranks)
# `places` needs neither: its pushes are empty, and each subscriber re-reads their own rank over HTTP.
topics.dashboard.configure(allow=may_follow_shop)
