"""Mails to buyers: paid, shipped, refunded, paid too late."""

import pytest

from marketplace.models import Mail, Order, Payment, Shipment
from marketplace.orders import order_mails
from marketplace.orders.settlement import begin_payment, charge_payment
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def mail(kind):
    return Mail.objects.get(key__startswith=f"{kind}:")


@pytest.fixture
def order():
    boots = cast.item(title="Boots", price="10.00")
    return cast.paid_order(cast.guest(), (boots, 2), (cast.item(title="Socks", price="5.00"), 1))


def test_a_paid_order_is_told_with_its_lines_and_total(order):
    message = mail("paid")
    assert message.to == "bob@example.com"
    for body in (message.text, message.html):
        for words in ("2 × Boots", "1 × Socks", "€20.00", "€25.00", order.number, "1 Harbour Road", "Lisbon"):
            assert words in body


def test_an_order_that_is_not_paid_is_not_told():
    cast.pending_order(cast.guest(), (cast.item(), 1))
    assert not Mail.objects.exists()


def test_a_parcel_is_told_with_carrier_and_tracking_and_what_is_in_it(order):
    boots = order.lines.get(title="Boots")
    Shipment.objects.send(order, boots.shop, by=None, carrier="Harbour Post", tracking="HP123")
    message = mail("shipped")
    for words in (boots.shop.name, "Harbour Post", "HP123", "2 × Boots"):
        assert words in message.text
        assert words in message.html
    assert "Socks" not in message.text


def test_a_refund_is_told_with_amount_lines_and_reason(order):
    order.refund(order.lines.filter(title="Boots"), by=None, reason="Too small")
    message = mail("refund")
    assert message.subject == f"€20.00 of order {order.number} will be refunded"
    for words in ("€20.00", "2 × Boots", "Too small"):
        assert words in message.text
        assert words in message.html
    assert "Socks" not in message.text


def test_two_refunds_of_one_order_are_two_mails(order):
    for line in order.lines.all():
        order.refund([line], by=None)
    assert Mail.objects.filter(key__startswith="refund:").count() == 2


def test_money_that_came_too_late_is_told_to_go_back():
    item = cast.item(stock=1)
    late = cast.pending_order(cast.guest(), (item, 1))
    payment = begin_payment(late, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    late.lapse(Order.Status.EXPIRED)
    cast.paid_order(cast.guest(), (item, 1), email="quick@example.com")
    charge_payment(payment)
    assert Payment.objects.get(pk=payment.pk).status == Payment.Status.REFUNDED
    message = mail("refund")
    assert (message.to, message.order) == ("bob@example.com", late)
    assert "too late" in message.text
    assert not Mail.objects.filter(key=f"paid:{late.pk}").exists()


def test_a_mail_that_fails_undoes_no_sale(monkeypatch):
    monkeypatch.setattr(Mail.objects.__class__, "put_template", lambda *args, **context: 1 / 0)
    assert cast.paid_order(cast.guest(), (cast.item(), 1)).status == Order.Status.PAID
    assert not Mail.objects.exists()


def test_telling_again_writes_nothing_new(order):
    order_mails.mail_order_paid(order)
    assert Mail.objects.count() == 1
