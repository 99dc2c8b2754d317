"""A limit counts one person's units by account, browser and proved address, and nobody else's."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from marketplace.errors import CheckoutRefused, Refused
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Mail, Order, Payment, Product, Refund
from marketplace.orders.order_mails import mail_money_returned
from marketplace.orders.settlement import FORMER_OVER_LIMIT, confirm_payment
from tests import cast
from tests.carts.browsers import Browser, text
from tests.carts.test_address_proof import at_checkout, prove
from tests.races.threads import run_together

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(limit_per_shopper=1, stock=20)


def run_out(order: Order) -> None:
    over = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=over)
    Hold.objects.filter(order=order).update(expires_at=over)


def test_an_order_that_ran_out_while_its_payment_is_open_counts(item):
    bob = cast.member()
    payment = cast.attempt_payment(cast.pending_order(bob, (item, 1)), CONFIRMS)
    run_out(payment.order)
    for _ in range(2):
        with pytest.raises(CheckoutRefused, match="at most 1"):
            cast.pending_order(bob, (item, 1))
        Order.objects.expire_due()
    confirm_payment(payment, approved=False)
    cast.pending_order(bob, (item, 1))


def test_the_limit_is_judged_again_when_the_money_comes(item):
    bob = cast.member()
    late = cast.attempt_payment(cast.pending_order(bob, (item, 1)), CONFIRMS)
    run_out(late.order)
    Payment.objects.update(status="failed")
    cast.paid_order(bob, (item, 1))
    Payment.objects.filter(pk=late.pk).update(status="confirming")
    late.refresh_from_db()
    confirm_payment(late, approved=True)
    late.refresh_from_db()
    assert (late.order.status, late.status) == ("expired", "refunded")
    assert "maximum quantity per customer" in late.message
    assert Order.objects.filter(status="paid").count() == 1


def test_a_limit_lowered_before_the_payment_refuses_it(item):
    Product.objects.update(limit_per_shopper=5)
    order = cast.pending_order(cast.member(), (item, 3))
    Product.objects.update(limit_per_shopper=2)
    with pytest.raises(Refused, match="at most 2"):
        cast.attempt_payment(order)
    assert not Payment.objects.exists()


SPELLINGS = ["bob@xn--strae-oqa.example", "BOB@STRAẞE.example", "bob@STRASSE.example", "Bob+drop@straße.example"]


@pytest.mark.parametrize("spelling", [SPELLINGS[0], SPELLINGS[1], SPELLINGS[3]])
def test_one_proved_address_is_one_person_however_it_is_spelt(item, spelling):
    first, order = at_checkout(item)
    prove(first, order, email="bob@straße.example")
    assert first.pay(order, email="bob@straße.example").url == order.get_absolute_url()
    second, again = at_checkout(item)
    prove(second, again, email=spelling)
    answer = second.pay(again, email=spelling)
    assert answer.status_code == 409
    assert "at most 1 per shopper" in text(answer)


def test_another_domain_is_another_person(item):
    first, order = at_checkout(item)
    prove(first, order, email="bob@straße.example")
    first.pay(order, email="bob@straße.example")
    second, again = at_checkout(item)
    prove(second, again, email=SPELLINGS[2])
    assert second.pay(again, email=SPELLINGS[2]).url == again.get_absolute_url()


def test_a_guest_who_signs_in_on_another_browser_keeps_the_counted_units(item):
    bob = cast.person("Bob Buyer")
    guest, order = at_checkout(item)
    prove(guest, order, email=bob.email)
    guest.pay(order, email=bob.email)
    elsewhere = Browser()
    elsewhere.sign_in(bob)
    answer = elsewhere.send("add", item=item.pk)
    assert answer.status_code == 409
    with pytest.raises(CheckoutRefused, match="at most 1"):
        cast.pending_order(cast.member(bob), (item, 1))


def test_a_member_who_returns_as_a_guest_keeps_the_counted_units(item):
    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (item, 1))
    guest, order = at_checkout(item)
    prove(guest, order, email=bob.email)
    assert guest.pay(order, email=bob.email).status_code == 409


def test_an_unproved_address_neither_counts_nor_reveals_purchases(item):
    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (item, 1))
    mallory, order = at_checkout(item)
    bought, not_bought = mallory.pay(order, email=bob.email), mallory.pay(order, email="nobody@example.com")
    assert (bought.status_code, bought.url) == (not_bought.status_code, not_bought.url)
    other = cast.item(limit_per_shopper=1)
    mallory.send("cancel_checkout", order.number)
    mallory.send("empty")
    mallory.send("add", item=other.pk)
    mallory.pay(mallory.check_out(), email=bob.email)
    assert cast.paid_order(cast.member(bob), (other, 1)).status == "paid"


@pytest.mark.django_db(transaction=True)
def test_two_payments_of_one_person_at_once_buy_one_share():
    for _ in range(3):
        product = cast.product(stock={"S": 5, "M": 5}, limit_per_shopper=1)
        bob = cast.person("Bob Buyer")
        payments = []
        for size in product.items.all():
            Product.objects.update(limit_per_shopper=2)
            order = cast.pending_order(cast.member(bob), (size, 1))
            payments.append(cast.attempt_payment(order, CONFIRMS))
            # The first is still being paid when another browser begins.
            Order.objects.filter(pk=order.pk).update(hold_for=timedelta(minutes=15))
        Product.objects.update(limit_per_shopper=1)
        run_together(*[partial(confirm_payment, payment, approved=True) for payment in payments])
        assert sorted(Order.objects.filter(buyer=bob).values_list("status", flat=True)) == ["expired", "paid"]


def test_a_refund_over_the_limit_is_mailed_with_its_reason(item):
    bob = cast.member()
    late = cast.attempt_payment(cast.pending_order(bob, (item, 1)), CONFIRMS)
    run_out(late.order)
    Payment.objects.update(status="failed")
    cast.paid_order(bob, (item, 1))
    Payment.objects.filter(pk=late.pk).update(status="confirming")
    late.refresh_from_db()
    confirm_payment(late, approved=True)
    mail = Mail.objects.latest("pk")
    assert "already have the maximum quantity" in mail.text
    assert "too late" not in mail.text


def test_a_refund_over_the_limit_from_the_previous_release_is_not_late(item):
    payment = cast.attempt_payment(cast.pending_order(cast.member(), (item, 1)), CONFIRMS)
    run_out(payment.order)
    Order.objects.expire_due()
    refund = Refund.objects.create(payment=payment, amount=payment.amount, reason=FORMER_OVER_LIMIT)
    mail_money_returned(refund)
    assert "too late" not in Mail.objects.latest("pk").text
