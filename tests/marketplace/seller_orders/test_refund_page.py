"""The owner refunds lines: chosen, confirmed with the amount, given back once."""

from decimal import Decimal

import pytest

from marketplace.gateways import Unreachable
from marketplace.gateways.fake import TestGateway, TestRefund
from marketplace.models import Item, Order, Payment, Refund

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def alice(market):
    return market.client("alice")


@pytest.fixture
def refund(market, alice):

    def refund(*titles, follow=True, **fields):
        lines = market.order.lines.filter(title__in=titles)
        sent = {"lines": [line.pk for line in lines], "reason": "Too small", **fields}
        return alice.post(market.about("seller_refund"), sent, follow=follow)

    return refund


def test_it_offers_the_shops_standing_lines(market, alice):
    market.order.refund(market.order.lines.filter(title="Socks"), by=None)
    page = alice.get(market.about("seller_refund"))
    assert [line.title for line in page.context["shop_order"].unrefunded_lines] == ["Boots"]


def test_the_amount_is_repeated_before_anything_happens(refund):
    page = refund("Socks")
    assert page.status_code == 200 and "Refund €12.00?" in page.content.decode()
    assert not Refund.objects.exists()


def test_the_question_is_a_page_of_its_own_and_keeps_the_choice(market, refund, alice):
    asked = refund("Socks", restock="on", follow=False)
    assert (asked.status_code, asked.url) == (302, market.about("seller_refund_confirm"))
    for _ in range(2):
        page = alice.get(asked.url).content.decode()
        assert "Refund €12.00?" in page and "Too small" in page and "put back in stock" in page
    again = alice.get(f"{market.about('seller_refund')}?chosen").content.decode()
    assert 'value="Too small"' in again and again.count(" checked") == 2
    assert "Too small" not in alice.get(market.about("seller_refund")).content.decode()


def test_a_question_that_nobody_asked_leads_to_the_choice(market, alice):
    answer = alice.get(market.about("seller_refund_confirm"))
    assert (answer.status_code, answer.url) == (302, market.about("seller_refund"))


def test_a_question_that_was_answered_is_not_asked_again(market, refund, alice):
    asked = refund("Socks", follow=False)
    refund("Socks", agreed="12.00")
    assert alice.get(asked.url).url == market.about("seller_refund")


def test_a_question_about_what_went_back_meanwhile_says_so(market, refund, alice):
    asked = refund("Socks", follow=False)
    market.order.refund(market.order.lines.filter(title="Socks"), by=None)
    page = alice.get(asked.url, follow=True).content.decode()
    assert "The selected items can no longer be refunded." in page


def test_the_agreed_amount_goes_back(market, refund):
    page = refund("Socks", agreed="12.00", restock="on")
    made = Refund.objects.get()
    assert (made.amount, made.reason, made.by) == (Decimal("12.00"), "Too small", market.alice)
    assert made.sent_at and TestRefund.objects.get().amount == made.amount
    assert "€12.00 was refunded to the buyer" in page.content.decode()
    assert Item.objects.get(product__title="Socks").on_hand == 10


def test_units_stay_off_the_stall_unless_asked(refund):
    refund("Socks", agreed="12.00")
    assert Item.objects.get(product__title="Socks").on_hand == 8


@pytest.mark.parametrize("agreed", ["12.01", "0", "-12"])
def test_another_amount_is_asked_about_again(refund, agreed):
    assert "Refund €12.00?" in refund("Socks", agreed=agreed).content.decode()
    assert not Refund.objects.exists()


def test_fees_that_go_back_with_the_rest_are_in_the_amount(market, refund):
    market.order.refund(market.order.lines.filter(title="Lamp"), by=None)
    Order.objects.update(shipping_total=3, total=market.order.total + 3)
    Payment.objects.update(amount=market.order.total + 3)
    assert "Refund €95.00?" in refund("Boots", "Socks").content.decode()


def test_a_second_click_is_told_and_gives_nothing(market, refund):
    refund("Socks", agreed="12.00")
    page = refund("Socks", agreed="12.00")
    assert page.status_code == 422 and "The selected items can no longer be refunded" in page.content.decode()
    refund("Boots", agreed="80.00")
    page = refund("Boots", agreed="80.00")
    assert "already fully refunded" in page.content.decode()
    assert Refund.objects.count() == 2


def test_lines_of_the_other_shop_do_not_go_back(refund):
    page = refund("Lamp", agreed="5.00")
    assert page.status_code == 422 and not Refund.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"lines": []}, {"lines": ["x"]}, {"lines": ["9" * 40]}, {"reason": ""}, {"reason": " "},
        {"reason": "x" * 201}, {"reason": "a\0b"}, {"agreed": "much"}, {"agreed": "9" * 40},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(refund, fields):
    page = refund("Socks", **fields)
    assert page.status_code == 422 and "notice--error" in page.content.decode()
    assert not Refund.objects.exists()


def test_a_gateway_that_is_down_owes_it(refund, monkeypatch):
    def down(self, refund):
        raise Unreachable("no route")

    monkeypatch.setattr(TestGateway, "refund", down)
    assert "will be refunded soon" in refund("Socks", agreed="12.00").content.decode()
    assert Refund.objects.owed().count() == 1
