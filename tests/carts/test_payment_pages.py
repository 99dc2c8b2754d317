"""Payment on the page: a card that is accepted, declined or needs confirmation; each form counts once."""

import pytest
from django.urls import reverse

from marketplace.gateways import Unreachable
from marketplace.gateways.fake import CONFIRMS, DECLINES, TestGateway
from marketplace.models import Order, Payment
from tests import cast
from tests.carts.browsers import text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def order(bob):
    bob.send("add", item=cast.item().pk)
    return bob.check_out()


def status_of(order: Order) -> tuple[str, list[str]]:
    order.refresh_from_db()
    return order.status, list(order.payments.values_list("status", flat=True))


def test_a_card_that_pays_leads_to_the_order_and_empties_the_cart(bob, order):
    assert bob.pay(order).url == order.get_absolute_url()
    assert status_of(order) == ("paid", ["captured"])
    assert bob.lines == {}
    assert (order.email, order.ship_city, order.show_activity) == ("bob@example.com", "Lisbon", True)


def test_opting_out_at_checkout_is_kept(bob, order):
    bob.pay(order, show_activity="")
    order.refresh_from_db()
    assert order.show_activity is False


def test_a_declined_card_leads_back_with_the_reason_and_another_may_pay(bob, order):
    answer = bob.pay(order, method=DECLINES)
    page = bob.get(answer.url)
    assert "The card was declined." in text(page)
    assert page.context["form"]["ship_name"].value() == "Bob Buyer"
    assert bob.pay(order).url == order.get_absolute_url()
    assert status_of(order) == ("paid", ["failed", "captured"])


@pytest.mark.parametrize(("word", "outcome"), [("yes", ("paid", ["captured"])), ("no", ("pending", ["failed"]))])
def test_the_bank_asks_and_the_buyer_answers(bob, order, word, outcome):
    confirm = reverse("carts:confirm", args=[order.number])
    assert bob.pay(order, method=CONFIRMS).url == confirm
    assert "Confirm your payment with your bank" in text(bob.get(confirm))
    assert status_of(order) == ("pending", ["confirming"])
    answer = bob.send("confirm", order.number, answer=word)
    assert status_of(order) == outcome
    assert answer.url == (order.get_absolute_url() if word == "yes" else reverse("carts:pay_page", args=[order.number]))


def test_a_yes_after_the_deadline_is_a_no(bob, order):
    bob.pay(order, method=CONFIRMS)
    Order.objects.update(expires_at="2020-01-01T00:00Z")
    answer = bob.send("confirm", order.number, answer="yes")
    assert answer.url == reverse("carts:pay_page", args=[order.number])
    assert "Your time to pay is over" in text(bob.get(answer.url))
    assert status_of(order) == ("pending", ["failed"])


def test_an_answer_given_twice_counts_once(bob, order):
    bob.pay(order, method=CONFIRMS)
    for _ in range(2):
        assert bob.send("confirm", order.number, answer="yes").url == order.get_absolute_url()
    assert status_of(order) == ("paid", ["captured"])


def test_there_is_nothing_to_confirm_before_paying(bob, order):
    assert bob.get(reverse("carts:confirm", args=[order.number])).status_code == 302


def test_the_same_form_twice_is_one_payment(bob, order):
    key = cast.key()
    assert bob.pay(order, key=key).url == bob.pay(order, key=key).url == order.get_absolute_url()
    assert status_of(order) == ("paid", ["captured"])


def test_the_same_form_with_other_content_is_a_conflict(bob, order):
    key = cast.key()
    bob.pay(order, key=key, method=DECLINES)
    answer = bob.pay(order, key=key)
    assert answer.status_code == 409
    assert "already sent with other details" in text(answer)
    assert answer.context["key"] != key
    assert status_of(order) == ("pending", ["failed"])


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "free"},
        {"method": ""},
        {"key": "short"},
        {"email": "nobody"},
        {"ship_name": ""},
        {"ship_city": "x" * 81},
    ],
)
def test_an_invalid_form_is_shown_again_without_a_payment(bob, order, fields):
    answer = bob.pay(order, **fields)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(fields)
    assert "Please check these fields" in text(answer)
    assert not order.payments.exists()


def test_a_gateway_out_of_reach_is_waited_for_on_the_order_page(bob, order, monkeypatch):
    def silent(*args):
        raise Unreachable("no answer")

    monkeypatch.setattr(TestGateway, "charge", silent)
    assert bob.pay(order).url == order.get_absolute_url()
    assert status_of(order) == ("pending", ["intent"])
    monkeypatch.undo()
    again = bob.pay(order)
    assert "is under way" in text(bob.get(again.url))
    assert Payment.objects.count() == 1


def test_a_cancelled_order_is_not_paid(bob, order):
    bob.send("cancel_checkout", order.number)
    assert bob.pay(order).url == order.get_absolute_url()
    assert status_of(order) == ("cancelled", [])
