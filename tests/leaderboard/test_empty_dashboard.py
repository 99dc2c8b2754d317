"""The dashboard of an empty shop links to its first listing, and its messages about other shops are true."""

import re

import pytest

from marketplace.models import Product, ProductView
from tests import cast
from tests.leaderboard.dashboards import address, browser, shown

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def empty():
    return cast.shop()


def test_it_leads_to_listing_the_first_product(empty):
    client = browser(empty.owner)
    page = client.get(address(empty)).text
    target = f"/desk/{empty.slug}/listings/new/"
    assert re.search(rf'href="{target}"\s*>Add your first product</a>', page)
    assert client.get(target).status_code == 200


def test_once_something_is_listed_it_does_not(empty):
    cast.product(in_shop=empty)
    assert "Add your first product" not in shown(browser(empty.owner), empty)


def test_drafts_alone_still_lead_to_a_listing(empty):
    cast.product(in_shop=empty, status=Product.Status.DRAFT)
    assert "No products yet" in shown(browser(empty.owner), empty)


def test_where_others_sold_it_says_that_this_shop_did_not(empty):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    page = shown(browser(empty.owner), empty)
    assert "This shop has no sales this month yet" in page
    assert "No sales this month" not in page


def test_where_others_were_looked_at_it_says_that_this_shop_was_not(empty):
    ProductView.objects.record(cast.product(), "v-1")
    page = shown(browser(empty.owner), empty)
    assert "This shop has no views this month yet" in page


def test_a_board_without_sales_says_so(empty):
    page = shown(browser(empty.owner), empty)
    assert "No sales this month yet" in page
