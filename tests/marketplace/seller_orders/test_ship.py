"""A shop ships its part of an order once, with optional carrier and tracking number."""

import pytest

from marketplace.models import Shipment

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def ship(market, who="sam", **fields):
    return market.client(who).post(market.about("seller_order_ship"), fields, follow=True)


@pytest.mark.parametrize("who", ["alice", "sam"])
def test_owner_and_staff_ship(market, who):
    page = ship(market, who, carrier="DHL", tracking="JD1")
    parcel = Shipment.objects.get()
    assert (parcel.shop, parcel.carrier, parcel.tracking) == (market.shop, "DHL", "JD1")
    assert parcel.shipped_by == getattr(market, who) and "Marked as shipped" in page.content.decode()


def test_a_parcel_needs_no_number(market):
    ship(market)
    assert Shipment.objects.get().tracking == ""


def test_a_second_click_is_told_and_changes_nothing(market):
    ship(market, carrier="DHL", tracking="JD1")
    page = ship(market, carrier="UPS", tracking="other")
    assert "on its way already" in page.content.decode()
    assert Shipment.objects.get().carrier == "DHL"


def test_what_was_refunded_is_not_sent(market):
    market.order.refund(market.order.lines.filter(shop=market.shop), by=None)
    assert "nothing to ship" in ship(market).content.decode()
    assert not Shipment.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"carrier": "x" * 61}, {"carrier": "D\0L"}, {"carrier": "DHL", "tracking": "1" * 81}, {"tracking": "JD1"}],
)
def test_what_does_not_fit_is_refused_at_its_field(market, fields):
    page = ship(market, **fields)
    assert page.status_code == 422 and "field__error" in page.content.decode()
    assert not Shipment.objects.exists()


def test_text_of_the_parcel_is_inert_on_both_pages(market):
    ship(market, carrier="<b>DHL", tracking="<script>x</script>")
    for page in (
        market.client("alice").get(market.about("seller_order")),
        market.client("bob").get(market.order.get_absolute_url()),
    ):
        assert "<b>DHL" not in page.content.decode() and "<script>x" not in page.content.decode()
