"""Every task run three times at once, by real connections, has the effect of one (R14)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from activity import tasks as of_activity
from activity.models import PurchaseActivity
from carts import tasks as of_carts
from carts.checkout import record_checkout
from carts.models import Cart
from config.live import Topic
from marketplace import tasks as of_marketplace
from marketplace.accounts.account_deletion import delete_account
from marketplace.gateways import Unreachable, default_gateway
from marketplace.gateways.fake import CONFIRMS, TestGateway, TestRefund
from marketplace.models import Hold, Item, Mail, Order, Payment, SaleFact
from marketplace.orders.settlement import begin_payment, charge_payment, confirm_payment
from tests import cast
from tests.carts.browsers import filled
from tests.faults.measurements import print_figure
from tests.races.threads import run_together

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TIMES = 3


def at_once(*tasks):
    """Run each of these tasks three times, all at once."""
    results = run_together(*[task.run for task in tasks for _ in range(TIMES)])
    assert results == [None] * len(results)


@pytest.fixture
def pushes(monkeypatch):
    """Count the pushes, by topic."""
    pushes: Counter[str] = Counter()
    push = Topic.push

    def count(topic, key="", *words, **options):
        pushes[topic.address(key)] += 1
        push(topic, key, *words, **options)

    monkeypatch.setattr(Topic, "push", count)
    return pushes


def test_orders_lapse_once(pushes):
    items = [cast.item(stock=3) for _ in range(10)]
    orders = [cast.pending_order(cast.guest(), (item, 3)) for item in items]
    Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    pushes.clear()
    at_once(of_marketplace.lapse_orders)
    print_figure(
        "R14", task="lapse_orders", orders=10, times=TIMES, pushes=sum(pushes[f"order.{one.number}"] for one in orders)
    )
    assert [order.status for order in Order.objects.all()] == [Order.Status.EXPIRED] * 10
    assert {pushes[f"order.{order.number}"] for order in orders} == {1}
    assert [item.available for item in Item.objects.with_available()] == [3] * 10
    assert not Hold.objects.exists()


def test_payments_a_crash_left_open_are_settled_once(pushes):
    item = cast.item(stock=10)
    for _ in range(5):
        order = cast.pending_order(cast.guest(), (item, 1))
        default_gateway().charge(begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS))
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    pushes.clear()
    at_once(of_marketplace.finish_payments)
    item.refresh_from_db()
    print_figure(
        "R14", task="finish_payments", payments=5, times=TIMES, sold=SaleFact.objects.count(), pushes=pushes["toasts"]
    )
    assert {order.status for order in Order.objects.all()} == {Order.Status.PAID}
    assert {payment.status for payment in Payment.objects.all()} == {Payment.Status.CAPTURED}
    assert (item.on_hand, SaleFact.objects.count(), PurchaseActivity.objects.count(), pushes["toasts"]) == (5, 5, 5, 5)


def test_an_owed_refund_is_paid_back_once(monkeypatch):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = begin_payment(order, key=cast.key(), method=CONFIRMS, address=cast.ADDRESS)
    charge_payment(payment)
    order.cancel()

    def down(self, payment):
        raise Unreachable("no route")

    with monkeypatch.context() as patch:
        patch.setattr(TestGateway, "refund", down)
        confirm_payment(payment, approved=True)
    assert payment.status == Payment.Status.REFUNDING
    at_once(of_marketplace.finish_payments)
    payment.refresh_from_db()
    assert (payment.status, TestRefund.objects.get().amount) == (Payment.Status.REFUNDED, payment.amount)
    assert not SaleFact.objects.exists()


def test_what_reactions_missed_is_made_up_for_once(pushes):
    item, shopper = cast.item(stock=20), cast.guest()
    cart = filled(shopper, (item, 3))
    record_checkout(cart, cast.paid_order(shopper, (item, 1)))
    for _ in range(4):
        cast.paid_order(cast.guest(), (item, 1))
    PurchaseActivity.objects.all().delete()
    pushes.clear()
    at_once(of_activity.repair, of_carts.close_paid)
    print_figure(
        "R14", task="repair", orders=5, times=TIMES, recorded=PurchaseActivity.objects.count(), pushes=pushes["toasts"]
    )
    assert (PurchaseActivity.objects.count(), pushes["toasts"]) == (5, 5)
    assert Cart.objects.filter(status=Cart.Status.BOUGHT).count() == 1
    rest = Cart.objects.open_of(shopper)
    assert rest is not None
    assert rest.lines.quantities() == {item.pk: 2}


def test_what_is_past_its_time_goes_and_nothing_else():
    cast.make_purchases(7, past_their_time=5)
    kept = set(PurchaseActivity.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    at_once(of_activity.purge)
    assert set(PurchaseActivity.objects.values_list("pk", flat=True)) == kept


def test_mail_is_written_and_sent_once(mailoutbox):
    for _ in range(5):
        cast.paid_order(cast.guest(), (cast.item(), 1))
    Mail.objects.all().delete()
    at_once(of_marketplace.repair_mail)
    at_once(of_marketplace.send_mail, of_marketplace.repair_mail, of_marketplace.purge_mail)
    print_figure("R14", task="send_mail", mails=5, times=TIMES, sent=len(mailoutbox))
    assert len({message.subject for message in mailoutbox}) == len(mailoutbox) == 5


def test_people_who_left_are_forgotten_once():
    buyer = cast.member()
    order = cast.paid_order(buyer, (cast.item(), 1))
    assert buyer.user
    delete_account(buyer.user)
    order.refund(order.lines.all(), by=None)
    at_once(of_marketplace.forget_people)
    order.refresh_from_db()
    assert (order.email, order.ship_name, order.total) == ("", "", order.items_total)
