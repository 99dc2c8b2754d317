"""Where a part of the money went back in Stripe's own dashboard, a refund here gives back the rest, never more."""

from decimal import Decimal

import pytest

from marketplace.models import Item, Mail, Refund
from marketplace.orders import order_mails
from tests import cast
from tests.marketplace.stripe.events import deliver_event, read_states

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(provider):
    """A paid order of two lines: 20 and 5 euros."""
    items = [cast.item(stock=5, price="10.00"), cast.item(stock=5, price="5.00")]
    order = cast.pending_order(cast.guest(), (items[0], 2), (items[1], 1))
    cast.attempt_payment(order, "stripe")
    deliver_event("checkout.session.completed", provider.pay())
    order.refresh_from_db()
    return order


def amounts():
    return list(Refund.objects.values_list("amount", flat=True))


def test_all_lines_after_a_part_we_were_told_of(order, provider):
    deliver_event("charge.refunded", provider.give_in_dashboard(300))
    assert order.calculate_refund(order.lines.all()) == Decimal(22)
    assert order.refund(order.lines.all(), by=None).send()
    assert provider.given_back() == 2500
    assert amounts() == [Decimal(3), Decimal(22)]
    assert read_states(order) == ("refunded", ["refunded"])
    assert set(Item.objects.values_list("on_hand", flat=True)) == {5}


def test_all_lines_after_a_part_we_were_not_told_of(order, provider):
    charge = provider.give_in_dashboard(300)
    assert order.refund(order.lines.all(), by=None).send()
    deliver_event("charge.refunded", charge)
    assert provider.given_back() == 2500
    assert (amounts(), Refund.objects.owed().count()) == ([Decimal(25)], 0)
    assert read_states(order) == ("refunded", ["refunded"])


def test_one_that_was_refused_while_the_part_was_on_its_way_is_finished_by_the_sweep(order, provider):
    refund = order.refund(order.lines.all(), by=None)
    provider.before = lambda *asked: provider.give_in_dashboard(300) if asked == ("post", "/v1/refunds") else None
    assert not refund.send()
    provider.before = lambda *asked: None
    assert Refund.objects.send_owed() == 1
    assert (provider.given_back(), Refund.objects.owed().count()) == (2500, 0)
    assert read_states(order) == ("refunded", ["refunded"])


def test_a_line_that_is_worth_more_than_what_is_left_gives_back_what_is_left(order, provider):
    deliver_event("charge.refunded", provider.give_in_dashboard(700))
    [first, second] = order.lines.all()
    assert order.refund([first], by=None).send()
    assert provider.given_back() == 2500
    # Its money is gone, the other line is not: it can be shipped, or taken back without any money.
    assert read_states(order) == ("paid", ["captured"])
    assert order.refund([second], by=None).send()
    assert (amounts(), provider.given_back()) == ([Decimal(7), Decimal(18)], 2500)
    assert read_states(order) == ("refunded", ["refunded"])


def test_a_line_that_what_is_left_covers_gets_all_of_its_worth(order, provider):
    deliver_event("charge.refunded", provider.give_in_dashboard(300))
    assert order.refund([order.lines.last()], by=None).send()
    assert amounts() == [Decimal(3), Decimal(5)]
    assert read_states(order) == ("paid", ["captured"])


def test_the_buyer_is_told_of_a_part_in_the_right_words_and_once(order, provider):
    charge = provider.give_in_dashboard(300)
    for _ in range(2):
        deliver_event("charge.refunded", charge)
    order_mails.write_missing_mails()
    mail = Mail.objects.exclude(key__startswith="paid").get()
    assert mail.subject == f"€3.00 of order {order.number} was refunded"
    assert "too late" not in mail.text + mail.html
