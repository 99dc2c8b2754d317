"""A wrong tracking number is corrected after shipping, and the buyer gets a mail."""

import pytest

from marketplace.models import Mail, Shipment
from marketplace.orders import order_mails
from tests.fresh_page import assert_page_stays_current, capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def sent(market):
    return Shipment.objects.send(market.order, market.shop, by=market.sam, carrier="DHL", tracking="WRONG1")


def correct(market, who="sam", **fields):
    return market.client(who).post(
        market.about("seller_order_tracking"), {"carrier": "DHL", "tracking": "RIGHT1", **fields}, follow=True
    )


def test_the_page_of_a_parcel_on_its_way_offers_it(market, sent):
    page = market.client("sam").get(market.about("seller_order")).content.decode()
    assert market.about("seller_order_tracking") in page
    assert 'value="WRONG1"' in page


@pytest.mark.parametrize("who", ["alice", "sam"])
def test_owner_and_staff_correct_it(market, sent, who):
    page = correct(market, who).content.decode()
    sent.refresh_from_db()
    assert (sent.carrier, sent.tracking, sent.corrected_by) == ("DHL", "RIGHT1", getattr(market, who))
    assert "Tracking number corrected" in page


def test_the_buyer_is_told_by_mail_and_on_the_open_page(market, sent):
    url = market.order.get_absolute_url()
    pushed = assert_page_stays_current(market.client("bob"), url, lambda: correct(market))
    assert f"order.{market.order.number}" in pushed
    mail = Mail.objects.get(key=f"corrected:{sent.pk}:1")
    assert "RIGHT1" in mail.text
    assert "RIGHT1" in mail.html


def test_a_mail_that_failed_is_made_up_for_once(market, sent):
    correct(market)
    Mail.objects.filter(key__startswith="corrected:").delete()
    assert order_mails.write_missing_mails() == 1
    assert order_mails.write_missing_mails() == 0
    assert Mail.objects.filter(key=f"corrected:{sent.pk}:1").exists()


@pytest.mark.parametrize("who", ["eve", "bob"])
def test_others_correct_nothing(market, sent, who):
    assert correct(market, who).status_code == 404
    sent.refresh_from_db()
    assert sent.tracking == "WRONG1"


def test_what_was_not_sent_has_nothing_to_correct(market):
    assert correct(market).status_code == 404


def test_what_has_arrived_is_not_corrected(market, sent):
    sent.deliver()
    assert "arrived already" in correct(market).content.decode()
    sent.refresh_from_db()
    assert sent.tracking == "WRONG1"


def test_the_same_again_tells_nobody(market, sent):
    page = correct(market, tracking="WRONG1").content.decode()
    assert "has this carrier and tracking number already" in page
    assert not Mail.objects.filter(key__startswith="corrected:").exists()


def test_a_number_without_a_carrier_is_refused_at_its_field(market, sent):
    page = correct(market, carrier="")
    assert page.status_code == 422
    assert "Enter the carrier too" in page.content.decode()


def test_a_buyer_is_not_flooded_with_corrections(market, sent):
    for number in range(7):
        correct(market, tracking=f"NO{number}")
    sent.refresh_from_db()
    assert (sent.corrections, sent.tracking) == (5, "NO4")
    assert Mail.objects.filter(key__startswith="corrected:").count() == 5


def test_pages_of_the_shop_follow(market, sent):
    assert f"shop-orders.{market.shop.pk}" in dict(capture_pushes(lambda: correct(market)))
