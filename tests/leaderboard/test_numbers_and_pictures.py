"""Leaderboards and dashboards group the digits of large numbers; leaderboards show a picture of each shop."""

import pytest

from leaderboard.board import Board
from leaderboard.board_rows import read_leaders
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME
from marketplace.models import Product, ProductImage
from tests import cast
from tests.leaderboard.dashboards import address, browser, shown
from tests.leaderboard.sales_and_views import sale
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def shop():
    shop = cast.shop()
    sale(shop.owner, 1_234_567)
    return shop


def pictured(shop, name, **fields):
    product = cast.product(in_shop=shop, **fields)
    ProductImage.objects.create(product=product, image=f"products/{name}.png", alt="", width=9, height=9, position=0)
    return product


def test_a_board_groups_digits(shop, client):
    assert "<strong>1,234,567</strong> sold" in normalize_html(client.get("/leaderboard/").text)
    other = cast.shop()
    sale(other.owner, 1)
    client.force_login(other.owner)
    assert "behind rank 1" in (page := normalize_html(client.get("/leaderboard/").text))
    assert "<strong>1,234,567 sales</strong>" in page or "<strong>1,234,566 sales</strong>" in page


def test_the_programs_answer_stays_a_number(shop, client):
    assert client.get("/api/leaderboard").json()["rows"][0]["count"] == 1_234_567


def test_a_dashboard_groups_digits_and_its_chart_still_reads_them(shop):
    client = browser(shop.owner)
    assert "Sold this month 1,234,567" in shown(client, shop)
    page = client.get(address(shop)).text
    assert '<td data-value="1234567">1,234,567</td>' in page


def test_the_explanation_groups_digits(shop):
    page = browser(shop.owner).get("/leaderboard/explain/").text
    assert "1,234,567" in page
    assert "1234567" not in page


def test_a_row_shows_the_cover_of_the_shops_oldest_product_on_show(shop, client, django_assert_num_queries):
    pictured(shop, "draft", status=Product.Status.DRAFT)
    pictured(shop, "first")
    pictured(shop, "second")
    pictured(cast.shop(), "other")
    [entry] = read_leaders(Board(Metric.SALES, ALL_TIME)).entries
    assert entry.picture == "/media/products/first.png"
    assert '<img class="rank__picture" src="/media/products/first.png" alt=""' in client.get("/leaderboard/").text


def test_a_shop_without_pictures_and_one_that_closed_have_a_place_for_one(shop, client):
    assert '<span class="rank__picture" aria-hidden="true"></span>' in client.get("/leaderboard/").text
    assert read_leaders(Board(Metric.SALES, ALL_TIME)).entries[0].picture == ""
