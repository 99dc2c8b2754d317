"""Payments at Stripe are finished after crashes and lost answers, by the gateway that began them."""

from datetime import timedelta

import pytest
import stripe
from django.utils import timezone

from marketplace.errors import OrderClosed
from marketplace.models import Order, Payment
from marketplace.orders.settlement import begin_payment, confirm_payment, finish_open_payments
from tests import cast
from tests.marketplace.stripe.events import deliver_event, read_states
from tests.marketplace.stripe.fake_api import make_error

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
CREATE = ("post", "/v1/checkout/sessions")


def sweep(minutes: int = 2) -> int:
    """Let some minutes pass and run the sweep."""
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=minutes))
    return finish_open_payments()


def pages(provider):
    return [one["status"] for one in provider.sessions.values()]


def test_a_page_whose_address_was_lost_is_closed_for_good(order, provider):
    provider.lose = lambda *asked: asked == CREATE
    assert cast.attempt_payment(order, "stripe").status == "intent"
    with pytest.raises(OrderClosed, match="under way"):
        cast.attempt_payment(order, "stripe")
    provider.lose = lambda *asked: False
    assert sweep() == 1
    assert (read_states(order), pages(provider)) == (("pending", ["failed"]), ["expired"])


def test_a_page_that_was_never_asked_for_is_never_shown(order, provider):
    begin_payment(order, key=cast.key(), method="stripe", address=cast.ADDRESS)
    assert sweep() == 1
    assert (read_states(order), pages(provider)) == (("pending", ["failed"]), ["expired"])


def test_one_that_lies_for_hours_fails_without_a_page(order, provider):
    begin_payment(order, key=cast.key(), method="stripe", address=cast.ADDRESS)
    assert sweep(minutes=300) == 1
    assert (read_states(order), pages(provider)) == (("pending", ["failed"]), [])


def test_money_nobody_told_us_of_is_found_by_the_sweep(order, payment, provider):
    provider.pay()
    assert sweep() == 1
    assert read_states(order) == ("paid", ["captured"])


def test_a_buyer_who_is_still_on_the_page_is_left_there(order, payment, provider):
    assert sweep() == 0
    assert (read_states(order), pages(provider)) == (("pending", ["confirming"]), ["open"])


def test_the_page_closes_once_the_order_lapsed(order, payment, provider):
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Order.objects.expire_due() == 1
    assert sweep() == 1
    assert (read_states(order), pages(provider)) == (("expired", ["failed"]), ["expired"])


def test_who_paid_a_moment_before_the_page_closed_has_paid(order, payment, provider):
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    Order.objects.expire_due()
    provider.pay()
    assert sweep() == 1
    assert read_states(order) == ("paid", ["captured"])


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_that_is_none_leaves_it_to_the_next_sweep(order, payment, provider, status):
    provider.pay()
    provider.fail = lambda *asked: make_error(status)
    assert sweep() == 0
    provider.fail = lambda *asked: None
    assert sweep() == 1
    assert read_states(order) == ("paid", ["captured"])


def test_a_page_that_cannot_be_closed_keeps_another_from_opening(order, payment, provider):
    def away(*asked):
        raise stripe.APIConnectionError("no route")

    provider.fail = away
    with pytest.raises(OrderClosed, match="under way"):
        cast.attempt_payment(order, "stripe")
    assert read_states(order) == ("pending", ["confirming"])


def test_another_amount_is_never_settled_by_the_sweep(order, payment, provider):
    provider.pay()["amount_total"] = 1
    assert sweep() == 0
    assert read_states(order) == ("pending", ["confirming"])


def test_what_was_begun_at_stripe_is_finished_there_after_a_switch(order, payment, provider, settings):
    settings.PAYMENT_GATEWAY = "test"
    provider.pay()
    assert sweep() == 1
    order.refresh_from_db()
    order.refund(order.lines.all(), by=None).send()
    assert (read_states(order), len(provider.refunds)) == (("refunded", ["refunded"]), 1)


def test_after_a_switch_the_open_page_closes_before_another_card_pays(order, payment, provider, settings):
    settings.PAYMENT_GATEWAY = "test"
    cast.attempt_payment(order)
    assert (read_states(order), pages(provider)) == (("paid", ["failed", "captured"]), ["expired"])


def test_what_was_begun_with_test_cards_is_finished_with_them_after_a_switch(settings, db):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order, "test-confirm")
    settings.PAYMENT_GATEWAY, settings.STRIPE_SECRET_KEY = "stripe", "sk_test_1"
    confirm_payment(payment, approved=True)
    assert read_states(order) == ("paid", ["captured"])


def test_without_its_secret_it_waits(order, payment, provider, settings):
    settings.PAYMENT_GATEWAY, settings.STRIPE_SECRET_KEY = "test", ""
    provider.pay()
    assert sweep() == 0
    deliver_event("checkout.session.completed", next(iter(provider.sessions.values())))
    assert read_states(order) == ("paid", ["captured"])
