"""Stock demand: units in carts, held and left of each item, for the own shop only, and live."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carts.checkout import check_out_cart
from carts.staff.scope import Scope
from carts.staff.stock_demand import list_stock_demand
from tests import cast
from tests.carts.browsers import filled, text
from tests.carts.staff.cart_age import age
from tests.fresh_page import assert_no_push, assert_page_stays_current

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def board(stall):
    return {
        each.item: (each.in_carts, each.carts, each.item.held, each.left)
        for each in list_stock_demand(Scope(stall.shop))
    }


def test_in_carts_held_and_left(stall):
    filled(cast.guest(), (stall.boots, 3))
    filled(cast.guest(), (stall.boots, 4), (stall.socks, 1))
    buyer = cast.guest()
    filled(buyer, (stall.boots, 5))
    check_out_cart(buyer, key=cast.key())
    age(filled(cast.guest(), (stall.socks, 9)), 31)
    filled(cast.guest(), (cast.item(), 2))
    assert board(stall) == {stall.boots: (7, 2, 5, 45), stall.socks: (1, 1, 0, 50)}


def test_items_short_of_stock_come_first_and_are_marked(stall, sam):
    few = cast.item(in_shop=stall.shop, title="Last hat", stock=2)
    filled(cast.guest(), (stall.boots, 9))
    for _ in range(3):
        filled(cast.guest(), (few, 1))
    assert next(iter(board(stall))) == few
    assert "Last hat Too few for all carts" in text(sam.get(f"{stall.url}pressure/"))


def test_it_is_one_query_for_many_items_too(stall):
    for _ in range(5):
        filled(cast.guest(), (cast.item(in_shop=stall.shop), 1))
    with CaptureQueriesContext(connection) as seen:
        assert len(board(stall)) == 5
    assert len(seen) == 1


def test_an_open_board_follows_carts_and_stock(stall, sam):
    filled(cast.guest(), (stall.boots, 1))
    url, topic = f"{stall.url}pressure/", f"live-carts.{stall.shop.pk}"
    assert topic in assert_page_stays_current(sam, url, lambda: filled(cast.guest(), (stall.boots, 1)))
    assert topic in assert_page_stays_current(sam, url, lambda: stall.boots.restock(7, expected=50))


def test_another_shops_page_gets_no_push(stall, eve):
    url = f"/desk/{eve.shop.slug}/carts/pressure/"
    assert_no_push(eve, url, lambda: filled(cast.guest(), (stall.boots, 1)))
    assert_no_push(eve, url, lambda: stall.boots.restock(7, expected=50))
    assert eve.get(f"{stall.url}pressure/").status_code == 404
