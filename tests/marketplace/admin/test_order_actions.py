"""Admin actions on orders use the site's own operations, ask for confirmation, and are logged."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from marketplace.gateways.fake import CONFIRMS, TestCharge, TestRefund
from marketplace.models import Mail, Order, Refund, Shipment
from tests import cast
from tests.fresh_page import assert_page_stays_current
from tests.marketplace.admin.conftest import page_of

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def order():
    """A paid order with a line of each of two shops."""
    return cast.paid_order(cast.guest(), (cast.item(stock=5, price="10.00"), 1), (cast.item(stock=5, price="5.00"), 2))


def status_of(order):
    order.refresh_from_db()
    return order.status


@pytest.mark.parametrize("verb", ["cancel", "refund", "ship"])
def test_where_money_or_goods_move_a_page_asks_first(desk, order, verb):
    before = status_of(order)
    page = desk.act(verb, order)
    assert (page.status_code, order.number in page.content.decode()) == (200, True)
    assert status_of(order) == before
    assert not LogEntry.objects.exists()


def test_the_confirmation_page_sends_its_action(desk, order):
    page = desk.act("cancel", order).content.decode()
    assert '<input type="hidden" name="action" value="cancel">' in page
    assert '<input type="submit" name="sure" value="Cancel">' in page
    assert "This takes effect immediately." in page


def test_a_pending_order_is_cancelled_and_a_paid_one_is_not(desk, order):
    pending = cast.pending_order(cast.guest(), (cast.item(), 1))
    desk.sure("cancel", pending, order)
    assert (status_of(pending), status_of(order)) == ("cancelled", "paid")


def test_the_whole_is_refunded_once(desk, order):
    for _ in range(2):
        desk.sure("refund", order, reason="Broken", restock="on")
    assert status_of(order) == "refunded"
    refund = Refund.objects.get()
    assert (refund.reason, refund.by, TestRefund.objects.get().amount) == ("Broken", desk.user, order.total)
    assert {line.item.on_hand for line in order.lines.all()} == {5}
    assert "reason: Broken" in LogEntry.objects.get().get_change_message()


def test_without_restock_the_goods_stay_away(desk, order):
    desk.sure("refund", order)
    assert {line.item.on_hand for line in order.lines.all()} == {4, 3}


def test_lines_are_refunded_from_the_orders_page(desk, order):
    first, second = order.lines.all()
    page = page_of(order, "refund")
    assert "Refund lines" in desk.get(page_of(order)).content.decode()
    assert desk.get(page).status_code == 200
    answer = desk.post(page, {"lines": [second.pk], "reason": "Torn", "restock": "on"})
    assert answer["Location"] == page_of(order)
    assert (status_of(order), list(order.lines.unrefunded())) == ("paid", [first])
    assert LogEntry.objects.get().object_repr == order.number


@pytest.mark.parametrize("lines", [[], ["0"], ["nonsense"], ["\0"], ["9" * 40]])
def test_lines_that_are_none_are_refused_on_the_page(desk, order, lines):
    answer = desk.post(page_of(order, "refund"), {"lines": lines})
    assert (answer.status_code, Refund.objects.count()) == (422, 0)


def test_each_shops_part_is_shipped(desk, order):
    desk.sure("ship", order, carrier="Post", tracking="X1")
    assert (status_of(order), Shipment.objects.filter(tracking="X1", shipped_by=desk.user).count()) == ("shipped", 2)
    desk.sure("ship", order)
    assert Shipment.objects.count() == 2


def test_an_open_order_page_follows_the_admin(desk, client: Client):
    user = cast.person("Bob Buyer")
    client.force_login(user)
    order = cast.paid_order(cast.member(user), (cast.item(), 1))
    page = reverse("marketplace:order_status", args=[order.number])
    assert assert_page_stays_current(client, page, lambda: desk.sure("ship", order))


def test_an_order_is_hidden_from_toasts(desk, order):
    desk.act("hide", order)
    order.refresh_from_db()
    assert order.show_activity is False


def test_an_open_payment_is_asked_about(desk):
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    desk.act("finish", payment)
    assert status_of(order) == "pending"
    TestCharge.objects.update(state="captured")
    desk.act("finish", payment)
    assert status_of(order) == "paid"


def test_a_refund_that_is_owed_is_sent(desk, order):
    refund = order.refund(order.lines.all(), by=None)
    for _ in range(2):
        desk.sure("send", refund)
    assert TestRefund.objects.count() == LogEntry.objects.count() == 1


def test_a_parcel_arrives_once(desk, order):
    desk.sure("ship", order)
    for shipment in Shipment.objects.all():
        desk.act("deliver", shipment)
        desk.act("deliver", shipment)
    assert (status_of(order), LogEntry.objects.count()) == ("delivered", 3)


def test_a_mail_is_sent_once_more(desk):
    mail = Mail.objects.create(
        key="k", to="bob@example.com", subject="Hello", text="Words", sent_at="2020-01-01T00:00Z"
    )
    desk.sure("resend", mail)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.tries, Mail.objects.due().count()) == (None, 0, 1)


def test_a_link_that_opens_an_account_is_not_for_staff_to_read(desk):
    mail = Mail.objects.create(key="k", to="bob@example.com", subject="Reset", text="SECRET-LINK", has_secret=True)
    assert "SECRET-LINK" not in desk.get(page_of(mail)).content.decode()


def test_who_may_only_look_refunds_nothing(clerk, order):
    assert "Refund lines" not in clerk.get(page_of(order)).content.decode()
    assert clerk.get(page_of(order, "refund")).status_code == 403
    assert clerk.post(page_of(order, "refund"), {"lines": [order.lines.first().pk]}).status_code == 403
    clerk.sure("refund", order)
    assert (status_of(order), Refund.objects.count(), Order.objects.count()) == ("paid", 0, 1)


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_an_order(desk, order, path):
    address = f"/admin/marketplace/order/{path.format(pk=order.pk)}"
    assert desk.post(address, {"post": "yes"}).status_code == 403


def test_an_order_that_is_not_there(desk):
    assert desk.get("/admin/marketplace/order/999/refund/").status_code == 403
