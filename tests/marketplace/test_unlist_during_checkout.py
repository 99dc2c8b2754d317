"""A listing taken off sale while somebody is buying it: no unit is sold twice, and money for nothing goes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.account_deletion import close_shop
from marketplace.errors import Refused
from marketplace.gateways import Outcome
from marketplace.gateways.fake import CONFIRMS, DECLINES
from marketplace.models import Hold, Item, Order, Payment, Product, SaleFact
from marketplace.orders.deals import Deal
from marketplace.orders.settlement import confirm_payment, settle_payment
from tests import cast

pytestmark = pytest.mark.django_db


def run_out(order: Order) -> None:
    over = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=over)
    Hold.objects.filter(order=order).update(expires_at=over)


def asked(order: Order) -> Payment:
    """Return a payment that its bank asked about: the money comes as soon as it is confirmed."""
    return cast.attempt_payment(order, CONFIRMS)


def settled(payment: Payment) -> tuple[str, str]:
    confirm_payment(payment, approved=True)
    payment.order.refresh_from_db()
    payment.refresh_from_db()
    return payment.order.status, payment.status


def test_the_last_unit_is_not_marked_as_sold_while_a_checkout_holds_it():
    item = cast.item(stock=1)
    payment = asked(cast.pending_order(cast.guest(), (item, 1)))
    with pytest.raises(Refused, match="at the checkout with the last one") as refused:
        item.product.mark_sold()
    assert refused.value.code == "held"
    assert settled(payment) == (Order.Status.PAID, Payment.Status.CAPTURED)
    assert SaleFact.objects.count() == 1


def test_each_size_counts_for_itself_when_one_is_held():
    product = cast.product(stock={"S": 1, "M": 0})
    cast.pending_order(cast.guest(), (product.items.get(label="S"), 1))
    Item.objects.filter(label="S").update(on_hand=0)
    Item.objects.filter(label="M").update(on_hand=1)
    product.mark_sold()
    assert SaleFact.objects.count() == 1


def test_a_unit_beside_the_held_ones_is_marked_and_the_checkout_still_pays():
    item = cast.item(stock=3)
    payment = asked(cast.pending_order(cast.guest(), (item, 2)))
    item.product.mark_sold()
    assert settled(payment) == (Order.Status.PAID, Payment.Status.CAPTURED)
    assert (Item.objects.get().on_hand, sum(SaleFact.objects.values_list("quantity", flat=True))) == (1, 3)


@pytest.mark.parametrize("verb", ["mark_sold", "withdraw"])
def test_a_payment_after_the_hold_ran_out_finds_the_listing_off_sale_and_goes_back(verb):
    item = cast.item(stock=1)
    payment = asked(cast.pending_order(cast.guest(), (item, 1)))
    run_out(payment.order)
    getattr(item.product, verb)()
    assert settled(payment) == (Order.Status.EXPIRED, Payment.Status.REFUNDED)
    assert SaleFact.objects.filter(order_line__isnull=False).count() == 0
    assert Item.objects.get().on_hand == 1


def test_a_withdrawn_listing_is_still_sold_to_the_checkout_that_holds_it():
    item = cast.item(stock=1)
    payment = asked(cast.pending_order(cast.guest(), (item, 1)))
    item.product.withdraw()
    assert settled(payment) == (Order.Status.PAID, Payment.Status.CAPTURED)


def test_a_late_payment_does_not_buy_from_a_drop_that_was_put_off():
    item = cast.item(stock=1)
    payment = asked(cast.pending_order(cast.guest(), (item, 1)))
    run_out(payment.order)
    item.product.withdraw()
    item.product.publish(timezone.now() + timedelta(days=1))
    assert settled(payment) == (Order.Status.EXPIRED, Payment.Status.REFUNDED)


def test_a_late_payment_buys_what_is_on_sale_again():
    item = cast.item(stock=1)
    payment = asked(cast.pending_order(cast.guest(), (item, 1)))
    run_out(payment.order)
    item.product.mark_sold()
    Product.objects.get().undo_sold()
    assert settled(payment) == (Order.Status.PAID, Payment.Status.CAPTURED)
    assert sum(SaleFact.objects.values_list("quantity", flat=True)) == 1


def test_a_deal_agreed_on_in_a_trade_holds_its_unit_like_a_checkout():
    bob, item = cast.person("Bob Buyer"), cast.item(stock=1)
    order = Deal(bob, item.product.shop, "One", item.product.price, 1, item).place(hold=timedelta(minutes=30))
    with pytest.raises(Refused, match="Try again in 30 min"):
        item.product.mark_sold()
    payment = asked(order)
    run_out(order)
    item.product.mark_sold()
    assert settled(payment) == (Order.Status.EXPIRED, Payment.Status.REFUNDED)


def test_a_late_payment_for_a_deal_without_a_product_goes_back_once_its_shop_has_closed():
    bob, shop = cast.person("Bob Buyer"), cast.shop()
    order = Deal(bob, shop, "Old bench", cast.item().product.price, 1).place(hold=timedelta(minutes=30))
    payment = cast.attempt_payment(order, DECLINES)
    run_out(order)
    Order.objects.expire_due()
    close_shop(shop)
    settle_payment(payment, Outcome(Outcome.CAPTURED))
    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    assert not SaleFact.objects.exists()
