"""The buyer's order page: each shop's parcel, refunds, and the buyer's actions."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import PurchaseActivity
from marketplace.accounts.visitors import COOKIE, Shopper, Visitor
from marketplace.models import Shipment
from marketplace.orders.checkout import check_out_items
from tests import cast
from tests.fresh_page import capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def shown(market):
    return market.client("bob").get(market.order.get_absolute_url()).content.decode()


def send(market, **how):
    return Shipment.objects.send(market.order, market.shop, by=market.alice, **how)


def arrived(market, who, parcel):
    address = reverse("marketplace:order_delivered", args=[market.order.number, parcel.pk])
    return market.client(who).post(address, follow=True)


def test_each_shop_has_its_part(market):
    send(market, carrier="DHL", tracking="JD1")
    page = shown(market)
    first, second = page.index(f">{market.shop.name}<"), page.index(f">{market.other.name}<")
    assert first < page.index("with DHL") < page.index("JD1") < second < page.index("Preparing")
    assert "Alice Seller" not in page


def test_the_buyer_says_that_a_parcel_arrived(market):
    parcel = send(market)
    assert "Marked as delivered" in arrived(market, "bob", parcel).content.decode()
    assert "already marked as delivered" in arrived(market, "bob", parcel).content.decode()
    assert "Mark as delivered" not in shown(market)


@pytest.mark.parametrize("who", ["alice", "sam", "eve"])
def test_nobody_else_says_so(market, who):
    parcel = send(market)
    assert arrived(market, who, parcel).status_code == 404
    assert (
        Client().post(reverse("marketplace:order_delivered", args=[market.order.number, parcel.pk])).status_code == 404
    )
    parcel.refresh_from_db()
    assert parcel.delivered_at is None


def test_a_parcel_of_another_order_is_not_there(market):
    other = cast.paid_order(cast.guest(), (cast.item(), 1))
    parcel = Shipment.objects.send(other, other.lines.get().shop, by=None)
    assert arrived(market, "bob", parcel).status_code == 404


def test_a_line_that_went_back_is_told_in_words(market):
    refund = market.order.refund(market.order.lines.filter(title="Socks"), by=market.alice, reason="A hole")
    assert "will be refunded for Socks" in " ".join(shown(market).split())
    refund.send()
    page = " ".join(shown(market).split())
    assert "<strong>€12.00</strong> was refunded on" in page and "A hole" in page


def test_an_order_that_went_back_whole_says_so(market):
    market.order.refund(market.order.lines.all(), by=None)
    page = shown(market)
    assert "This order was fully refunded" in page and "Nothing was charged" not in page


def test_an_unpaid_order_can_be_cancelled_here(market):
    boots = market.order.lines.get(title="Boots").item
    bob = market.client("bob")
    order = check_out_items(cast.member(market.bob), [(boots.pk, 1)], key=cast.key())
    assert reverse("carts:cancel_checkout", args=[order.number]) in bob.get(order.get_absolute_url()).content.decode()


@pytest.fixture
def guest():
    """A guest's browser and its order."""
    client = Client()
    client.get(reverse("marketplace:orders"))
    visitor = Visitor.from_cookie(client.cookies[COOKIE].value)
    assert visitor
    return client, cast.paid_order(Shopper(None, visitor.digest), (cast.item(), 1))


def test_a_guest_stops_showing_a_purchase(guest):
    client, order = guest
    assert PurchaseActivity.objects.shown().exists()
    assert "Hide this purchase" in client.get(order.get_absolute_url()).content.decode()
    hide = reverse("marketplace:order_hide", args=[order.number])
    pushes = capture_pushes(lambda: client.post(hide))
    assert {"toasts", f"order.{order.number}"} <= {topic for topic, _ in pushes}
    page = client.post(hide, follow=True).content.decode()
    order.refresh_from_db()
    assert not order.show_activity and not PurchaseActivity.objects.filter(is_public=True).exists()
    assert "Hide this purchase" not in page


def test_nobody_else_hides_it(guest, market):
    _, order = guest
    assert market.client("bob").post(reverse("marketplace:order_hide", args=[order.number])).status_code == 404
    assert PurchaseActivity.objects.shown().filter(order=order).exists()


def test_a_member_hides_purchases_on_the_profile(market):
    assert "Hide this purchase" not in shown(market)
