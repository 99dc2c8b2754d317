"""What the leaderboard tells open pages: that its leaders moved, that a seller's own place may have, and, to the people
of a shop, that its numbers did.
"""

from django.template.loader import render_to_string

from leaderboard import topics
from leaderboard.board import Board
from leaderboard.board_rows import sheet
from leaderboard.metrics import Measure
from leaderboard.periods import Period
from marketplace.live import may_follow_shop


def render_ranks(key: str) -> str:
    """Return the leaders of a board (`sales-2026-11`, `views-all`) from a fresh read."""
    by, _, period = key.partition("-")
    board = Board(Measure.parse(by), Period.parse(period))
    return render_to_string("leaderboard/live/ranks_moved.html", {"board": board, "sheet": sheet(board)})


topics.ranks.configure(render=render_ranks)
# Without anything in it but "look again"; what is read then is the subscriber's own.

topics.dashboard.configure(allow=may_follow_shop)
