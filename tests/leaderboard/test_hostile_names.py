"""Hostile names of shops stay text on the leaderboard, in its pushes and in its JSON."""

import pytest

from leaderboard.board import Board
from leaderboard.live import render_ranks
from leaderboard.metrics import Metric
from leaderboard.periods import this_month
from marketplace.text.rules import squeeze_line
from tests import cast
from tests.activity.test_hostile_text_is_inert import HOSTILE, is_inert, read
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def names(lines):
    for number, name in enumerate(lines):
        sale(cast.shop(name=name[:80]).owner, 20 - number)


@pytest.mark.parametrize("lines", [HOSTILE[:6], HOSTILE[6:]], ids=["first", "second"])
def test_a_hostile_name_is_only_text(client, lines):
    names(lines)
    pushed = render_ranks(Board(Metric.SALES, this_month()).key)
    for html in (client.get("/leaderboard/").text, client.get("/leaderboard/panel/").text, pushed):
        seen = read(html)
        assert is_inert(seen)
        assert "<h1>gotcha" not in html
        assert [name for name in lines if squeeze_line(name) not in seen.text] == []
    assert [row["shop"] for row in client.get("/api/leaderboard").json()["rows"]] == [
        squeeze_line(name) for name in lines
    ]
    assert client.get("/api/leaderboard").headers["Content-Type"] == "application/json"
