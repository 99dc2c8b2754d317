"""The seller's page of an order: its lines, the buyer, and its history."""

import pytest

from marketplace.models import Shipment
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def shown(market, who="alice"):
    return normalize_html(market.client(who).get(market.about("seller_order")).content)


def test_it_shows_the_part_and_where_it_goes(market):
    page = shown(market)
    for text in ("Boots", "Socks", "€92.00", "1 Harbour Road", "Bob Buyer", "bob@example.com", "Paid"):
        assert text in page


def test_it_shows_nothing_of_the_other_shop(market):
    Shipment.objects.send(market.order, market.other, by=market.eve, carrier="Snail", tracking="S1")
    market.order.refund(market.order.lines.filter(shop=market.other), by=None, reason="Lamp broke")
    page = shown(market)
    for text in ("Lamp", "Snail", "S1", "€5.00", "€97.00", market.other.name):
        assert text not in page


def test_it_tells_what_happened_the_latest_first(market):
    Shipment.objects.send(market.order, market.shop, by=market.sam, carrier="DHL", tracking="JD1").deliver()
    market.order.refund(market.order.lines.filter(title="Socks"), by=market.alice, reason="A hole")
    page = shown(market)
    events = [
        "€12.00 refunded for Socks",
        "by Alice Seller",
        "A hole",
        "Delivered",
        "Shipped with DHL, JD1",
        "by Sam Staff",
    ]
    places = [page.index(text, page.index("History")) for text in [*events, ">Paid"]]
    assert places == sorted(places)


def test_of_a_refund_over_two_shops_it_tells_the_own_share(market):
    market.order.refund(market.order.lines.all(), by=None, reason="All back")
    assert "€92.00 refunded for Boots, Socks" in shown(market)


def test_staff_have_no_refund_button(market):
    assert "Refund…" in shown(market) and "Refund…" not in shown(market, "sam")


def test_what_was_sent_has_no_form_to_send_it(market):
    assert "Mark as shipped" in shown(market)
    Shipment.objects.send(market.order, market.shop, by=None)
    assert "ship-form" not in shown(market)
