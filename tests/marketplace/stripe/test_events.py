"""Events settle payments in any order, and only once."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Item, Order, SaleFact
from marketplace.orders.settlement import begin_payment, settle_payment
from tests import cast
from tests.carts.browsers import Browser
from tests.fresh_page import assert_no_push, assert_page_stays_current
from tests.marketplace.stripe.events import deliver_event, read_states

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_a_completed_session_pays_the_order_once(order, payment, provider):
    session = provider.pay()
    asked = len(provider.asked)
    for _ in range(2):
        deliver_event("checkout.session.completed", session)
    assert read_states(order) == ("paid", ["captured"])
    assert (Item.objects.get().on_hand, SaleFact.objects.count()) == (3, 1)
    assert len(provider.asked) == asked, "an event is answered at once, without asking back"


def test_the_order_page_follows(client: Client, provider):
    user = cast.person("Bob Buyer")
    client.force_login(user)
    order = cast.pending_order(cast.member(user), (cast.item(), 1))
    cast.attempt_payment(order, "stripe")
    session = provider.pay()
    page = reverse("marketplace:order_status", args=[order.number])
    assert assert_page_stays_current(client, page, lambda: deliver_event("checkout.session.completed", session))


def test_somebody_elses_order_page_is_not_told(client: Client, order, payment, provider):
    user = cast.person("Mallory Stranger")
    client.force_login(user)
    page = reverse("marketplace:order_status", args=[cast.pending_order(cast.member(user), (cast.item(), 1)).number])
    session = provider.pay()
    assert_no_push(client, page, lambda: deliver_event("checkout.session.completed", session))


def test_the_event_that_comes_before_the_buyer_leads_them_to_the_paid_order(provider):
    bob = Browser()
    bob.send("add", item=cast.item().pk)
    order = bob.check_out()
    bob.pay(order, method="stripe")
    deliver_event("checkout.session.completed", provider.pay())
    assert bob.get(reverse("carts:confirm", args=[order.number]))["Location"] == order.get_absolute_url()
    assert read_states(order) == ("paid", ["captured"])


def test_an_event_that_overtakes_the_answer_settles_first(order, provider):
    payment = begin_payment(order, key=cast.key(), method="stripe", address=cast.ADDRESS)
    answer = payment.provider.charge(payment)
    deliver_event("checkout.session.completed", provider.pay())
    settle_payment(payment, answer)
    assert (payment.status, payment.url) == ("captured", "")


def test_an_expired_page_declines(order, payment, provider):
    [session] = provider.sessions.values()
    deliver_event("checkout.session.expired", {**session, "status": "expired"})
    assert read_states(order) == ("pending", ["failed"])


def test_an_expiry_told_after_the_payment_changes_nothing(order, payment, provider):
    session = provider.pay()
    deliver_event("checkout.session.completed", session)
    deliver_event("checkout.session.expired", {**session, "status": "expired", "payment_status": "unpaid"})
    assert read_states(order) == ("paid", ["captured"])


def test_a_payment_told_after_the_expiry_counts_for_the_money_is_here(order, payment, provider):
    [session] = provider.sessions.values()
    deliver_event("checkout.session.expired", {**session, "status": "expired"})
    deliver_event("checkout.session.completed", provider.pay())
    assert read_states(order) == ("paid", ["captured"])


def test_money_that_takes_days_arrives(order, payment, provider):
    session = provider.promise()
    deliver_event("checkout.session.completed", session)
    assert read_states(order) == ("pending", ["confirming"])
    deliver_event("checkout.session.async_payment_succeeded", {**session, "payment_status": "paid"})
    assert read_states(order) == ("paid", ["captured"])


def test_money_that_takes_days_does_not_arrive(order, payment, provider):
    session = provider.promise()
    deliver_event("checkout.session.async_payment_failed", session)
    assert read_states(order) == ("pending", ["failed"])


def test_money_for_an_order_that_was_cancelled_goes_back(order, payment, provider):
    order.cancel()
    deliver_event("checkout.session.completed", provider.pay())
    assert read_states(order) == (Order.Status.CANCELLED, ["refunded"])
    assert [one["amount"] for one in provider.refunds] == [2000]


@pytest.mark.parametrize("other", [{"amount_total": 1}, {"currency": "usd"}])
def test_another_amount_is_logged_loudly_and_never_settled(order, payment, provider, other, caplog):
    deliver_event("checkout.session.completed", {**provider.pay(), **other})
    assert read_states(order) == ("pending", ["confirming"])
    assert [record.levelname for record in caplog.records if "Stripe says" in record.message] == ["ERROR"]


@pytest.mark.parametrize("metadata", [{}, None, {"payment": "none"}, {"payment": "7" * 32}])
def test_what_is_about_nobody_has_no_effect(order, payment, provider, metadata):
    deliver_event("checkout.session.completed", {**provider.pay(), "metadata": metadata})
    assert read_states(order) == ("pending", ["confirming"])


def test_what_nobody_asked_to_hear_has_no_effect(order, payment, provider):
    deliver_event("customer.created", {"id": "cus_1", "metadata": {"payment": str(payment.reference)}})
    assert read_states(order) == ("pending", ["confirming"])


@pytest.mark.parametrize("kind", ["charge.dispute.created", "refund.failed"])
def test_what_a_person_has_to_look_at_is_an_error_in_the_log(provider, caplog, kind):
    deliver_event(kind, {"object": "dispute", "payment_intent": "pi_1", "reason": "fraudulent"})
    assert [record.levelname for record in caplog.records if "pi_1" in record.message] == ["ERROR"]
