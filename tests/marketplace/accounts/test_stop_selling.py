"""A closed shop or disabled seller sells nothing any more: trades end, and late payments are refunded."""

from decimal import Decimal

import pytest
from django.test import Client

from config.live import Topic
from marketplace.accounts.account_deletion import close_shop, delete_account
from marketplace.accounts.suspension import deactivate_account, reopen_shop
from marketplace.errors import Refused
from marketplace.models import Order, Product, Shop, User
from marketplace.orders.settlement import begin_payment, charge_payment, settle_order
from tests import cast
from tests.marketplace.admin.conftest import Desk, page_of
from tests.trading import rooms
from trading.models import Trade

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk(User.objects.create_superuser("root@example.com", cast.PASSWORD))


def untick(desk, user):
    form = {"email": user.email, "display_name": user.display_name, "city": "", "region": ""}
    return desk.post(page_of(user), form | {"emailaddress_set-TOTAL_FORMS": 0, "emailaddress_set-INITIAL_FORMS": 0})


WAYS = {
    "deactivated": lambda shop, desk: desk.sure("deactivate", shop.owner),
    "deleted": lambda shop, desk: delete_account(shop.owner),
    "deleted by an admin": lambda shop, desk: desk.sure("leave", shop.owner),
    "closed": lambda shop, desk: close_shop(shop),
    "closed by an admin": lambda shop, desk: desk.sure("close", shop),
}
every_way = pytest.mark.parametrize("way", WAYS)


@every_way
def test_goods_go_off_sale(desk, way):
    item = cast.item()
    path = item.product.get_absolute_url()
    WAYS[way](item.product.shop, desk)
    item.product.refresh_from_db()
    assert item.product.status == Product.Status.DRAFT
    assert Client().get(path).status_code == 404
    with pytest.raises(Refused):
        cast.pending_order(cast.guest(), (item, 1))
    with pytest.raises(Refused, match="closed"):
        item.product.publish()


@every_way
@pytest.mark.parametrize("kind", ["draft", "negotiating", "an item", "an offer"])
def test_open_trades_end_and_both_are_told(desk, way, kind, monkeypatch):
    item = cast.item()
    room = {"draft": rooms.draft, "negotiating": rooms.negotiating}.get(kind, lambda: rooms.negotiating(item))()
    trade = room.trade
    if kind == "an offer":
        trade = Trade.objects.offer(room.bob, item, price=Decimal(30), quantity=1)
    pushed = []
    monkeypatch.setattr(Topic, "push", lambda topic, key="", **options: pushed.append(topic.address(key)))
    monkeypatch.setattr("config.live.push_many", lambda changes: [topic.push(key) for topic, key, _ in changes])
    WAYS[way](trade.shop, desk)
    trade.refresh_from_db()
    assert trade.status == "withdrawn"
    assert f"trade.{trade.number}" in pushed
    assert trade.buyer_id is None or f"my-trades.{trade.buyer_id}" in pushed
    assert kind != "draft" or not room.trade.invitations.model.objects.redeem(room.code, by=room.bob)
    if trade.buyer_id:
        with pytest.raises(Refused):
            trade.accept(by=room.bob, version=1)


@every_way
def test_money_that_comes_late_goes_back(desk, way):
    item = cast.item()
    order = cast.pending_order(cast.guest(), (item, 1))
    payment = cast.attempt_payment(order, "test-declined")
    order.lapse(Order.Status.EXPIRED)
    WAYS[way](item.product.shop, desk)
    settle_order(payment)
    payment.refresh_from_db()
    order.refresh_from_db()
    assert payment.status == "refunding" and not order.is_taken


@every_way
def test_late_money_for_a_deal_about_nothing_listed_goes_back(desk, way):
    room = rooms.negotiating()
    order = room.trade.accept(by=room.bob, version=1)
    payment = cast.attempt_payment(order, "test-declined")
    order.lapse(Order.Status.EXPIRED)
    WAYS[way](room.trade.shop, desk)
    settle_order(payment)
    payment.refresh_from_db()
    assert payment.status == "refunding"


def test_switching_a_seller_off_ends_checkouts_and_returns_what_was_not_sent(desk):
    item, other = cast.item(stock=5), cast.item()
    waiting = cast.paid_order(cast.guest(), (item, 1), (other, 1))
    begun = cast.pending_order(cast.guest(), (item, 1))
    at_work = cast.pending_order(cast.guest(), (item, 1))
    payment = begin_payment(at_work, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    desk.sure("deactivate", item.product.shop.owner)
    for order in (waiting, begun):
        order.refresh_from_db()
    assert [line.refund_id is not None for line in waiting.lines.order_by("pk")] == [True, False]
    assert (waiting.status, begun.status) == ("paid", "cancelled")
    charge_payment(payment)
    at_work.refresh_from_db()
    payment.refresh_from_db()
    assert (at_work.status, payment.status in {"refunding", "refunded"}) == ("expired", True)
    assert User.objects.get(pk=item.product.shop.owner_id).is_active is False


def test_a_box_on_the_form_does_not_close_a_shop_unsaid(desk):
    shop = cast.product().shop
    answer = untick(desk, shop.owner)
    assert f"This would close {shop}" in answer.text
    assert User.objects.get(pk=shop.owner_id).is_active and Shop.objects.open().exists()


def test_a_buyer_who_is_switched_off_leaves_tables_and_checkouts(desk):
    room = rooms.negotiating()
    held = cast.pending_order(cast.member(room.bob), (cast.item(stock=1), 1))
    assert untick(desk, room.bob).status_code == 302
    held.refresh_from_db()
    assert (room.fresh().status, held.status) == ("rejected", "cancelled")
    assert room.last.text == "Account deactivated."


def test_a_deal_that_waits_for_the_money_of_a_person_switched_off_is_given_up(desk):
    room = rooms.negotiating()
    order = room.trade.accept(by=room.bob, version=1)
    desk.sure("deactivate", room.bob)
    order.refresh_from_db()
    assert order.status == "cancelled" and "given_up" in room.kinds()


def test_the_last_admin_is_not_switched_off(desk):
    with pytest.raises(Refused, match="This is the only admin"):
        deactivate_account(desk.user, by=desk.user)


def test_a_shop_opens_again_with_its_stock_and_everything_in_draft(desk):
    item = cast.item(stock=7)
    shop = item.product.shop
    close_shop(shop)
    desk.sure("reopen", shop)
    item.refresh_from_db()
    item.product.refresh_from_db()
    assert (item.on_hand, item.product.status, Shop.objects.open().count()) == (7, "draft", 1)
    item.product.publish()
    assert cast.paid_order(cast.guest(), (item, 1)).is_taken
    with pytest.raises(Refused):
        reopen_shop(shop)
