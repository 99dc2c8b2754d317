"""Mails that a failed reaction missed are written by a sweep."""

from datetime import timedelta

import pytest
from django.db.models import F

from marketplace import tasks
from marketplace.models import Mail, Order, Refund, Shipment
from marketplace.orders import order_mails
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def untold():
    """An order of two lines, one shipped and one refunded, without mails."""
    order = cast.paid_order(cast.guest(), (cast.item(), 1), (cast.item(), 1))
    first, second = order.lines.all()
    order.refund([first], by=None)
    Shipment.objects.send(order, second.shop, by=None)
    Mail.objects.all().delete()
    return order


def kinds():
    return sorted(key.split(":")[0] for key in Mail.objects.values_list("key", flat=True))


def test_all_that_was_missed_is_written_once(untold):
    tasks.repair_mail()
    assert kinds() == ["paid", "refund", "shipped"]
    assert order_mails.write_missing_mails() == 0


def test_money_that_came_too_late_is_told_as_such(untold):
    payment = untold.payments.get()
    payment.refunds.create(amount=payment.amount, reason="It came too late.")
    order_mails.write_missing_mails()
    assert Mail.objects.filter(text__contains="arrived too late").count() == 1


def test_where_nothing_is_missing_nothing_is_done(django_assert_num_queries):
    cast.paid_order(cast.guest(), (cast.item(), 1))
    with django_assert_num_queries(4):
        assert order_mails.write_missing_mails() == 0


def test_what_is_older_than_two_days_is_left(untold):
    for facts, time in ((Order.objects, "paid_at"), (Shipment.objects, "shipped_at"), (Refund.objects, "created_at")):
        facts.update(**{time: F(time) - timedelta(hours=48)})
    assert order_mails.write_missing_mails() == 0
    assert not Mail.objects.exists()


def test_an_order_whose_address_was_forgotten_is_left(untold):
    Order.objects.update(email="")
    assert order_mails.write_missing_mails() == 0


def test_one_that_fails_does_not_keep_the_others_waiting(untold, monkeypatch, caplog):
    monkeypatch.setattr(order_mails, "mail_order_paid", lambda order: 1 / 0)
    assert order_mails.write_missing_mails() == 2
    assert kinds() == ["refund", "shipped"]
    assert "could not be written" in caplog.text
