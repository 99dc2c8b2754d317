"""The list of a shop's orders: its own lines, found, filtered, paged."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.models import Order, Shipment
from marketplace.orders import shop_orders
from tests import cast
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def found(market, **asked):
    page = market.client("sam").get(market.url("seller_orders"), asked)
    assert page.status_code == 200
    return [order.number for order in page.context["page_obj"]]


def test_it_shows_the_shops_own_lines_and_their_sum(market):
    page = normalize_html(market.client("sam").get(market.url("seller_orders")).content)
    assert "Boots" in page and "2 × Socks" in page and "€92.00" in page
    assert "Lamp" not in page and "€97.00" not in page


@pytest.mark.parametrize("text", ["boot", "bob buy", "BOB", "number"])
def test_an_order_is_found_by_number_buyer_and_title(market, text):
    assert found(market, q=market.order.number[3:8] if text == "number" else text) == [market.order.number]


def test_it_is_not_found_by_the_title_of_another_shop(market):
    assert found(market, q="Lamp") == []


def test_a_search_that_finds_nothing_says_so(market):
    page = market.client("sam").get(market.url("seller_orders"), {"q": "%"})
    assert "No matches" in page.content.decode()


def test_each_status_shows_what_got_that_far(market):
    def states():
        return [state for state in ("to-ship", "on-its-way", "delivered", "refunded") if found(market, status=state)]

    assert states() == ["to-ship"]
    parcel = Shipment.objects.send(market.order, market.shop, by=None)
    assert states() == ["on-its-way"]
    parcel.deliver()
    assert states() == ["delivered"]
    market.order.refund(market.order.lines.filter(shop=market.shop), by=None)
    assert states() == ["refunded"]


def test_what_the_other_shop_does_changes_nothing_here(market):
    Shipment.objects.send(market.order, market.other, by=None)
    market.order.refund(market.order.lines.filter(shop=market.other), by=None)
    assert found(market, status="to-ship") == [market.order.number]


def test_a_long_list_is_counted_no_further_than_one_can_leaf(market, monkeypatch):
    monkeypatch.setattr(shop_orders, "MOST_ORDERS", 2)
    monkeypatch.setattr(shop_orders, "ORDERS_PER_PAGE", 1)
    boots = market.order.lines.filter(shop=market.shop).first().item
    said = "Too many orders to show."

    def last_page():
        return market.client("sam").get(market.url("seller_orders"), {"page": 9_999_999})

    assert said not in last_page().content.decode()
    for _ in range(2):
        cast.paid_order(cast.guest(), (boots, 1))
    assert (last_page().context["page_obj"].number, said in last_page().content.decode()) == (2, True)


def test_unpaid_orders_are_not_shown(market):
    boots = market.order.lines.get(title="Boots").item
    cast.pending_order(cast.guest(), (boots, 1))
    assert found(market) == [market.order.number]


def test_the_newest_comes_first_and_a_page_has_twenty(market):
    Order.objects.bulk_create(_copy(market.order, number) for number in range(21))
    for order in Order.objects.exclude(pk=market.order.pk):
        order.lines.create(
            **{name: getattr(market.order.lines.first(), name) for name in ("product", "item", "shop", "title")},
            unit_price=1, quantity=1,
        )  # fmt: skip
    first, second = found(market), found(market, page=2)
    assert (len(first), len(second)) == (20, 2) and second[-1] == market.order.number
    assert found(market, page="9999999") == second and found(market, page="x") == first


def _copy(order, number):
    kept = {name: getattr(order, name) for name in ("holder", "content_hash", "items_total", "total", "currency")}
    return Order(
        **kept, number=f"LS-{number:05}-AAAAA", status="paid", paid_at="2030-01-01T00:00Z", expires_at=order.expires_at
    )


@pytest.mark.parametrize("asked", [{"q": "x" * 10_000}, {"q": "a\0b"}, {"status": "lost"}])
def test_what_makes_no_sense_is_refused_at_its_field(market, asked):
    for name in ("seller_orders", "seller_orders_list"):
        page = market.client("sam").get(market.url(name), asked)
        assert page.status_code == 422
    page = market.client("sam").get(market.url("seller_orders"), asked).content.decode()
    assert re.search(rf'id="id_{next(iter(asked))}_error"', page)


def test_it_asks_the_database_as_often_for_many_orders_as_for_few(market):
    client, counts = market.client("sam"), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(market.url("seller_orders"))
        counts.append(len(asked))
        for _ in range(3):
            cast.paid_order(cast.guest(), *((line.item, 1) for line in market.order.lines.all()))
    assert counts[0] == counts[1] <= 14


def test_a_shop_without_orders_is_told_how_they_come(market):
    market.shop = cast.shop(market.sam)
    assert "No orders yet" in market.client("sam").get(market.url("seller_orders")).content.decode()
