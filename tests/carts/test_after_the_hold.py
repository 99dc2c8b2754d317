"""The checkout's pages after the hold expired, and for a deal without a product."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Order
from marketplace.orders.deals import Deal
from tests import cast
from tests.carts.browsers import PAYS, Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    bob = Browser()
    bob.send("add", item=cast.item(stock=9).pk)
    return bob


def run_out(order: Order) -> None:
    over = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=over)
    Hold.objects.filter(order=order).update(expires_at=over)


def offers_to_pay(answer) -> bool:
    buttons = re.findall(r"<button([^>]*)>\s*(?:Pay|Confirm payment)", answer.content.decode())
    return any("disabled" not in button for button in buttons)


def test_a_form_with_a_mistake_is_not_shown_again_with_a_pay_button(bob):
    order = bob.check_out()
    assert offers_to_pay(bob.pay(order, ship_city=""))
    run_out(order)
    answer = bob.pay(order, ship_city="")
    assert answer.status_code == 409
    assert "Your time to pay is over" in text(answer)
    assert not offers_to_pay(answer)


def test_the_banks_question_offers_no_yes_any_more(bob):
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    page = f"/checkout/{order.number}/confirm/"
    assert offers_to_pay(bob.get(page))
    run_out(order)
    assert not offers_to_pay(bob.get(page))
    assert "Cancel payment" in text(bob.get(page))


@pytest.mark.parametrize("mistake", [{}, {"ship_postcode": "x" * 99}])
def test_the_form_is_filled_in_again_at_the_next_checkout(bob, mistake):
    order = bob.check_out()
    run_out(order)
    assert bob.pay(order, **mistake).status_code == 409
    page = bob.get(f"/checkout/{bob.check_out().number}/").content.decode()
    for words in ("bob@example.com", "Bob Buyer", "1 Harbour Road", "Lisbon"):
        assert words in page


def test_the_page_that_ran_out_can_be_sent_to_check_out_again(bob):
    order = bob.check_out()
    form = {name: value for name, value in PAYS.items() if name != "ship_city"}
    run_out(order)
    answer = bob.send("restart_checkout", order.number, **form, key=cast.key())
    again = Order.objects.latest("pk")
    assert (answer.url, again.status) == (f"/checkout/{again.number}/", "pending")
    assert again != order
    assert "1 Harbour Road" in bob.get(answer.url).content.decode()


def test_a_refused_second_checkout_shows_the_reason_and_keeps_the_form(bob):
    order = bob.check_out()
    run_out(order)
    cast.paid_order(cast.guest(), (order.lines.get().item, 9))
    answer = bob.send("restart_checkout", order.number, **PAYS, key=cast.key())
    assert (answer.status_code, "is sold out" in text(answer)) == (409, True)
    order.refresh_from_db()
    assert order.ship_line1 == "1 Harbour Road"


def test_an_address_that_money_may_still_go_to_is_not_changed(bob):
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    run_out(order)
    bob.send("restart_checkout", order.number, **{**PAYS, "ship_line1": "2 Elsewhere"}, key=cast.key())
    order.refresh_from_db()
    assert order.ship_line1 == "1 Harbour Road"


def test_the_form_shows_no_text_of_others(bob):
    order = bob.check_out()
    run_out(order)
    bob.pay(order)
    mallory = Browser()
    mallory.send("add", item=cast.item().pk)
    assert "Harbour" not in mallory.get(f"/checkout/{mallory.check_out().number}/").content.decode()
    assert mallory.send("restart_checkout", order.number, **PAYS, key=cast.key()).status_code == 404


def test_a_deal_without_a_product_claims_no_stock():
    user, shop = cast.person("Bob Buyer"), cast.shop()
    bob = Browser()
    bob.sign_in(user)
    order = Deal(user, shop, "Old bench", cast.item().product.price, 1).place(hold=timedelta(minutes=30))
    page = text(bob.get(f"/checkout/{order.number}/"))
    assert "Reserved for you" not in page
    assert "Pay before the time is up to keep this price" in page
    run_out(order)
    page = text(bob.get(f"/checkout/{order.number}/"))
    assert "no longer reserved" not in page
    assert "Nothing was charged" in page


def test_the_order_summary_comes_before_the_payment_form(bob):
    page = bob.get(f"/checkout/{bob.check_out().number}/").content.decode()
    assert page.index('aria-label="Order summary"') < page.index('id="pay-form"')
