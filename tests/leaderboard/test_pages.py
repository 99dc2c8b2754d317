"""The leaderboard as a page, as live parts and as JSON: equal rows, and clear errors for invalid queries."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from leaderboard.periods import this_month
from tests import cast
from tests.leaderboard.sales_and_views import sale, view
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGES = ["/leaderboard/", "/leaderboard/panel/", "/leaderboard/ranks/"]


@pytest.fixture
def alice():
    """Sell nine of Alice's, five of Carol's and five of Dora's."""
    shops = [cast.shop(name=name) for name in ("Alice’s Stall", "Carol’s Stall", "Dora’s Stall")]
    for shop, number in zip(shops, (9, 5, 5), strict=True):
        sale(shop.owner, number)
    return shops[0].owner


def rows(client, query=""):
    return [(row["place"], row["shop"], row["count"]) for row in client.get(f"/api/leaderboard{query}").json()["rows"]]


def test_json_and_pages_show_the_same_rows(client, alice):
    answer = rows(client)
    assert answer == [(1, "Alice’s Stall", 9), (2, "Carol’s Stall", 5), (2, "Dora’s Stall", 5)]
    for path in PAGES:
        page = client.get(path).text
        shown = [page.index(f">{name}</a>") for _, name, _ in answer]
        assert shown == sorted(shown), path
        assert [page.count(f"<strong>{number}</strong>") for number in (9, 5)] == [1, 2], path


def test_json_says_what_it_is_about(client, alice):
    answer = client.get("/api/leaderboard").json()
    assert (answer["by"], answer["period"]) == ("sales", str(this_month()))
    assert abs(datetime.fromisoformat(answer["updated"]) - timezone.now()).total_seconds() < 60
    first = answer["rows"][0]
    assert first["url"] == alice.shop.get_absolute_url()
    assert set(first) == {"place", "shop", "url", "count", "movement", "moved"}, "no account is named"


def test_views_past_months_and_all_time_are_asked_for_by_address(client, alice):
    view(cast.product(in_shop=alice.shop), "v-1")
    sale(alice, 4, datetime(2026, 3, 5, tzinfo=UTC))
    assert rows(client, "?by=views") == [(1, "Alice’s Stall", 1)]
    assert rows(client, "?period=2026-03") == [(1, "Alice’s Stall", 4)]
    assert rows(client, "?period=all")[0] == (1, "Alice’s Stall", 13)
    assert rows(client, "?period=2026-02") == []
    assert "March 2026" in client.get("/leaderboard/?period=2026-03").text
    assert 'value="2026-03"' in client.get("/leaderboard/").text, "past months are offered"


WRONG = {
    "by=price": "by",
    "by=": "by",
    "period=2026-13": "period",
    "period=yesterday": "period",
    "period=2999-01": "period",
}
WRONG |= {"period=%00": "period", f"by={'x' * 3000}": "by", "period=2026-1%27--": "period"}


@pytest.mark.parametrize("query", WRONG)
def test_an_invalid_query_is_a_400_that_names_the_field(client, query):
    answer = client.get(f"/api/leaderboard?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, WRONG[query])
    assert answer.json()["error"].startswith(f"{WRONG[query]}: ")
    page = client.get(f"/leaderboard/?{query}")
    assert (page.status_code, f"{WRONG[query]}: " in page.text) == (400, True)


@pytest.mark.parametrize("path", [*PAGES, "/leaderboard/own/", "/api/leaderboard"])
def test_it_is_only_read(client, path):
    assert client.post(path).status_code == 405


def test_an_empty_board_says_so_kindly(client):
    assert "Rank 1 is still open" in client.get("/leaderboard/").text
    assert "No product was viewed" in client.get("/leaderboard/?by=views&period=all").text


def test_a_seller_finds_their_own_row_and_how_far_the_next_place_is(client, alice):
    dora = cast.shop(name="Eve’s Stall").owner
    sale(dora, 2)
    client.force_login(dora)
    page = client.get("/leaderboard/").text
    assert "Your rank" not in page, "it is among the leaders"
    assert "<strong>3 sales</strong> behind rank 2" in normalize_html(page)
    assert page.count("rank--own") == 1
    client.force_login(alice)
    assert "Nobody is ahead of you" in client.get("/leaderboard/own/").text


def test_a_seller_without_sales_sees_the_next_step(client, alice):
    client.force_login(cast.shop().owner)
    page = client.get("/leaderboard/own/").text
    assert "You have no sales" in page
    assert "<strong>5 sales</strong> behind rank 2" in normalize_html(page)


@pytest.mark.parametrize("who", ["guest", "Bob Buyer"])
def test_a_seller_without_counts_has_no_own_row(client, alice, who):
    if who != "guest":
        client.force_login(cast.person(who))
    assert "Your rank" not in client.get("/leaderboard/").text
    assert client.get("/leaderboard/own/").text.strip() == ""


def test_a_shop_that_closed_keeps_its_place_and_loses_its_name(client, alice):
    type(alice.shop).objects.filter(owner=alice).update(closed_at=timezone.now())
    assert rows(client)[0] == (1, "A shop that closed", 9)
    page = client.get("/leaderboard/").text
    assert "Alice" not in page


def test_the_trophy_leads_there_from_every_page(client):
    product = cast.product()
    for path in ("/", "/cart/", product.get_absolute_url(), "/accounts/login/", "/orders/"):
        page = client.get(path).text
        assert 'href="/leaderboard/" data-leaderboard' in normalize_html(page), path
        assert "leaderboard-dialog" in page, path


def test_a_board_of_many_costs_as_many_questions_as_one_of_few(client, alice, django_assert_max_num_queries):
    for _ in range(12):
        sale(cast.shop().owner, 3)
    client.get("/leaderboard/ranks/")
    with django_assert_max_num_queries(6):
        client.get("/leaderboard/ranks/")
    with django_assert_max_num_queries(5):
        client.get("/api/leaderboard")
