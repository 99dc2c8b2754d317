"""Orders of deleted accounts keep amounts and lines, and lose their shipping address once all parcels have arrived."""

import pytest

from marketplace import tasks
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.retention import blank_orders
from marketplace.models import Mail, Order, Shipment
from marketplace.orders.settlement import begin_payment, charge_payment, settle_order
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


@pytest.fixture
def order(bob):
    return cast.paid_order(cast.member(bob), (cast.item(), 2))


def deliver(order):
    shipment = Shipment.objects.send(order, order.lines.get().shop, by=None)
    shipment.deliver()


def names(order):
    """Return the personal data of an order."""
    order.refresh_from_db()
    fields = ["email", "visitor", *(field.name for field in Order._meta.fields if field.name.startswith("ship_"))]
    return {getattr(order, name) for name in fields} - {""}


def test_what_has_arrived_forgets_at_once(bob, order):
    deliver(order)
    delete_account(bob)
    assert names(order) == set()
    assert (order.total, order.lines.get().quantity, order.status) == (order.items_total, 2, Order.Status.DELIVERED)


def test_what_is_on_its_way_still_arrives_and_forgets_then(bob, order):
    delete_account(bob)
    assert "Bob Buyer" in names(order)
    deliver(order)
    tasks.forget_people()
    assert names(order) == set()


def test_a_refund_ends_it_too(bob, order):
    delete_account(bob)
    order.refund(order.lines.all(), by=None)
    tasks.forget_people()
    assert names(order) == set()


def test_mails_about_it_forget_with_it(bob, order):
    deliver(order)
    delete_account(bob)
    assert not Mail.objects.filter(order=order).exclude(to="", text="", html="", subject="").exists()


def test_orders_of_those_who_stay_forget_nothing(bob, order):
    other = cast.paid_order(cast.member(), (cast.item(), 1))
    guests = cast.paid_order(cast.guest(), (cast.item(), 1))
    for each in (other, guests):
        deliver(each)
    delete_account(bob)
    tasks.forget_people()
    assert "Bob Buyer" in names(other)
    assert "Bob Buyer" in names(guests)


def test_a_payment_at_work_is_let_finish(bob):
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    payment = begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    delete_account(bob)
    charge_payment(payment)
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert "Bob Buyer" in names(order)
    deliver(order)
    tasks.forget_people()
    assert names(order) == set()


def test_money_for_a_forgotten_order_goes_back(bob):
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    payment = cast.attempt_payment(order, "test-declined")
    order.lapse(Order.Status.EXPIRED)
    delete_account(bob)
    assert names(order) == set()
    settle_order(payment)
    payment.refresh_from_db()
    order.refresh_from_db()
    assert (order.status, payment.status) == (Order.Status.CANCELLED, "refunding")


def test_the_sweep_does_each_once(bob, order):
    delete_account(bob)
    deliver(order)
    assert (blank_orders(), blank_orders()) == (1, 0)
