"""Money goes back through Stripe, once, or is given back in Stripe's own dashboard."""

from decimal import Decimal

import pytest
import stripe

from marketplace.models import Item, Order, Payment, Refund, Shipment
from tests import cast
from tests.marketplace.stripe.events import deliver_event, read_states
from tests.marketplace.stripe.fake_api import make_error

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
CREATE = ("post", "/v1/refunds")


@pytest.fixture
def order(provider):
    """A paid order of two lines: 20 and 5 euros."""
    items = [cast.item(stock=5, price="10.00"), cast.item(stock=5, price="5.00")]
    order = cast.pending_order(cast.guest(), (items[0], 2), (items[1], 1))
    cast.attempt_payment(order, "stripe")
    deliver_event("checkout.session.completed", provider.pay())
    order.refresh_from_db()
    return order


def given_back(provider):
    return [one["amount"] for one in provider.refunds]


def test_the_whole(order, provider):
    assert order.refund(order.lines.all(), by=None).send()
    assert given_back(provider) == [2500]
    assert read_states(order) == ("refunded", ["refunded"])


def test_a_line_and_then_the_rest(order, provider):
    first, second = order.lines.all()
    order.refund([second], by=None).send()
    assert read_states(order) == ("paid", ["captured"])
    order.refund([first], by=None).send()
    assert given_back(provider) == [500, 2000]
    assert read_states(order) == ("refunded", ["refunded"])


def test_one_whose_answer_was_lost_is_not_sent_twice(order, provider):
    refund = order.refund(order.lines.all(), by=None)
    provider.lose = lambda *asked: asked == CREATE
    assert not refund.send()
    provider.lose = lambda *asked: False
    provider.replays.clear()  # Stripe forgets idempotency keys after a day
    assert Refund.objects.send_owed() == 1
    assert given_back(provider) == [2500]
    assert read_states(order) == ("refunded", ["refunded"])


@pytest.mark.parametrize("status", [400, 402, 500])
def test_one_that_stripe_refuses_stays_owed(order, provider, status):
    refund = order.refund(order.lines.all(), by=None)
    provider.fail = lambda *asked: make_error(status) if asked == CREATE else None
    assert not refund.send()
    provider.fail = lambda *asked: None
    assert Refund.objects.send_owed() == 1
    assert given_back(provider) == [2500]


def test_our_own_refund_told_by_stripe_is_known(order, provider):
    order.refund([order.lines.last()], by=None).send()
    deliver_event("charge.refunded", provider.charge(amount_refunded=500))
    assert Refund.objects.count() == 1
    assert read_states(order) == ("paid", ["captured"])


def test_the_whole_given_back_in_the_dashboard_takes_the_order_back(order, provider):
    for _ in range(2):
        deliver_event("charge.refunded", provider.charge(amount_refunded=2500))
    assert read_states(order) == ("refunded", ["refunded"])
    assert (Refund.objects.get().amount, given_back(provider)) == (Decimal(25), [])
    assert set(Item.objects.values_list("on_hand", flat=True)) == {5}


def test_the_rest_given_back_in_the_dashboard_takes_the_rest_back(order, provider):
    order.refund([order.lines.last()], by=None).send()
    deliver_event("charge.refunded", provider.charge(amount_refunded=2500))
    assert list(Refund.objects.values_list("amount", flat=True)) == [Decimal(5), Decimal(20)]
    assert read_states(order) == ("refunded", ["refunded"])


def test_what_was_shipped_is_not_on_the_stall_again(order, provider):
    line = order.lines.first()
    Shipment.objects.send(order, line.shop, by=None)
    deliver_event("charge.refunded", provider.charge(amount_refunded=2500))
    assert set(Item.objects.values_list("on_hand", flat=True)) == {3, 4}


def test_a_part_given_back_in_the_dashboard_is_written_down_and_leaves_the_lines_alone(order, provider):
    deliver_event("charge.refunded", provider.charge(amount_refunded=300))
    assert (Refund.objects.get().amount, Refund.objects.owed().count()) == (Decimal(3), 0)
    assert read_states(order) == ("paid", ["captured"])
    assert order.lines.unrefunded().count() == 2


def test_money_given_back_before_we_heard_that_it_came(provider):
    item = cast.item(stock=5, price="10.00")
    order = cast.pending_order(cast.guest(), (item, 2))
    cast.attempt_payment(order, "stripe")
    session = provider.pay()
    deliver_event("charge.refunded", provider.charge(amount_refunded=2000))
    deliver_event("checkout.session.completed", session)
    assert read_states(order) == ("refunded", ["refunded"])
    item.refresh_from_db()
    assert item.on_hand == 5


def test_what_was_given_back_there_is_not_sent_again(order, provider):
    refund = order.refund(order.lines.all(), by=None)
    provider.fail = lambda *asked: make_error(400, code="charge_already_refunded") if asked == CREATE else None
    assert refund.send()
    assert read_states(order) == ("refunded", ["refunded"])


def test_stripe_out_of_reach_leaves_the_refund_owed(order, provider):
    def away(method, path):
        raise stripe.APIConnectionError("no route")

    refund = order.refund(order.lines.all(), by=None)
    provider.fail = away
    assert not refund.send()
    assert Payment.objects.get().status == Payment.Status.CAPTURED
    assert Order.objects.get().status == Order.Status.REFUNDED
