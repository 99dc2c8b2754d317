"""A seller's own row is marked among the leaders, and shown separately only below them."""

import re

import pytest
from django.utils import timezone

from leaderboard.periods import this_month
from tests import cast
from tests.fresh_page import assert_page_stays_current
from tests.leaderboard.sales_and_views import sale
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def sellers():
    """Let twelve sellers have sold, the first one most."""
    people = [cast.shop().owner for _ in range(12)]
    for number, person in enumerate(reversed(people), start=1):
        sale(person, number * 10)
    return people


def board(client, seller):
    """Return leaders and own part as a seller sees them."""
    client.force_login(seller)
    page = client.get("/leaderboard/").text
    return page[page.index('id="ranks-') : page.index('id="own-')], page[page.index('id="own-') :]


@pytest.mark.parametrize("place", [0, 4, 9])
def test_among_the_leaders_the_own_row_is_marked_and_not_repeated(client, sellers, place):
    leaders, own = board(client, sellers[place])
    [marked] = re.findall(r'rank--own">.*?data-place="(\d+)"', leaders, re.DOTALL)
    assert int(marked) == place + 1
    assert "Your rank" not in own
    assert "rank--own" not in own
    assert "How my rank is counted" in own


def test_below_the_leaders_the_own_rank_is_shown_with_its_neighbours(client, sellers):
    leaders, own = board(client, sellers[11])
    assert "rank--own" not in leaders
    assert "Your rank" in own
    assert own.count("rank--own") == 1
    assert "<strong>10 sales</strong> behind rank 11" in normalize_html(own)


def test_a_new_leader_sees_the_own_row_move_on_the_open_board(client, sellers, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr("leaderboard.board_rows.timezone.now", lambda: now)
    client.force_login(sellers[11])
    items = [cast.item(in_shop=sellers[11].owned_shop, stock=20) for _ in range(2)]
    pushed = assert_page_stays_current(
        client, "/leaderboard/panel/", lambda: cast.paid_order(cast.guest(), *((item, 20) for item in items))
    )
    assert pushed == {f"places.sales-{this_month()}"}
    assert "Your rank" not in client.get("/leaderboard/panel/").text


def test_others_see_no_row_as_theirs(client, sellers):
    assert "rank--own" not in client.get("/leaderboard/").text


@pytest.mark.parametrize("path", ["/nothing-here/", "/products/nothing-here/"])
def test_a_page_that_does_not_exist_leads_to_the_leaderboard(client, path):
    page = client.get(path)
    assert page.status_code == 404
    assert 'href="/leaderboard/"' in page.text[page.text.index("<header") : page.text.index("</header")]


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "429", "500", "503"])
def test_every_error_page_leads_to_the_leaderboard(name):
    from django.template.loader import render_to_string

    assert 'href="/leaderboard/"' in render_to_string(f"{name}.html")
