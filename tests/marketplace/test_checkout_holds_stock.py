"""A checkout holds its stock for a while, all lines or none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.visitors import Shopper
from marketplace.errors import CheckoutRefused, Refused
from marketplace.models import Hold, Item, Order, Product
from marketplace.orders.checkout import check_out_items
from tests import cast

pytestmark = pytest.mark.django_db


def available(item: Item) -> int:
    return Item.objects.with_available().get(pk=item.pk).available


def refusal(shopper, *wanted) -> list[tuple[str, int]]:
    with pytest.raises(CheckoutRefused) as refused:
        cast.pending_order(shopper, *wanted)
    assert not Order.objects.exists()
    assert not Hold.objects.exists()
    return [(problem.code, problem.left) for problem in refused.value.problems]


def test_the_order_keeps_titles_and_prices_as_they_were():
    item = cast.item(title="Old title", price="10.50", stock=5)
    order = cast.pending_order(cast.guest(), (item, 3))
    Product.objects.update(title="New title", price="99")
    line = order.lines.get()
    assert (line.title, str(line.unit_price), str(line.amount), str(order.total)) == (
        "Old title",
        "10.50",
        "31.50",
        "31.50",
    )


def test_held_units_are_not_available_to_others_but_still_on_hand():
    item = cast.item(stock=5)
    cast.pending_order(cast.guest(), (item, 3))
    assert available(item) == 2
    item.refresh_from_db()
    assert item.on_hand == 5


def test_an_expired_hold_counts_for_nothing_though_nobody_swept():
    item = cast.item(stock=5)
    cast.pending_order(cast.guest(), (item, 5))
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert available(item) == 5
    cast.pending_order(cast.guest(), (item, 5))


def test_too_little_stock_is_refused_with_what_is_left():
    item = cast.item(stock=5)
    assert refusal(cast.guest(), (item, 6)) == [("not_enough", 5)]


def test_every_line_that_fails_is_named_and_none_is_held():
    scarce, gone, fine = cast.item(stock=1), cast.item(stock=0), cast.item(stock=9)
    assert refusal(cast.guest(), (scarce, 2), (gone, 1), (fine, 1)) == [("not_enough", 1), ("sold_out", 0)]


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**12])
def test_a_quantity_out_of_range_is_refused(quantity):
    assert refusal(cast.guest(), (cast.item(stock=100), quantity)) == [("quantity", 0)]


def test_a_draft_is_refused():
    assert refusal(cast.guest(), (cast.item(status=Product.Status.DRAFT), 1)) == [("not_for_sale", 0)]


def test_an_unknown_item_is_refused():
    item = cast.item()
    item.pk = 0
    assert refusal(cast.guest(), (item, 1)) == [("not_for_sale", 0)]


@pytest.mark.parametrize("released_at", [None, timezone.now() + timedelta(days=1)])
def test_a_drop_that_has_not_opened_is_refused(released_at):
    assert refusal(cast.guest(), (cast.item(released_at=released_at), 1)) == [("not_released", 0)]


def test_a_product_marked_sold_is_refused():
    assert refusal(cast.guest(), (cast.item(status=Product.Status.SOLD), 1)) == [("sold_out", 0)]


def test_nobody_buys_from_their_own_shop():
    item = cast.item()
    alice = item.product.shop.owner
    assert refusal(cast.member(alice), (item, 1)) == [("own_product", 0)]


def test_an_empty_wish_is_refused():
    with pytest.raises(Refused, match="empty"):
        check_out_items(cast.guest(), [], key=cast.key())


def test_a_limit_counts_a_guests_address_in_another_browser_too():
    item = cast.item(limit_per_shopper=1)
    cast.paid_order(cast.guest(), (item, 1), email="Bob@example.com")
    again = cast.pending_order(cast.guest(), (item, 1))
    with pytest.raises(Refused, match="at most 1") as refused:
        cast.attempt_payment(again, email="bob@example.com")
    assert refused.value.field == "email"
    assert not again.payments.exists()
    cast.attempt_payment(again, email="carol@example.com")
    assert again.status == Order.Status.PAID


def test_a_limit_counts_what_a_member_bought_as_a_guest_before_signing_in():
    item = cast.item(limit_per_shopper=1)
    visitor = cast.guest()
    cast.paid_order(visitor, (item, 1))
    with pytest.raises(CheckoutRefused, match="at most 1"):
        cast.pending_order(Shopper(cast.person("Bob Buyer"), visitor.visitor), (item, 1))


def test_a_limit_counts_what_the_shopper_paid_for_and_holds():
    bob = cast.member()
    item = cast.item(limit_per_shopper=2)
    cast.paid_order(bob, (item, 1))
    cast.pending_order(bob, (item, 1))
    with pytest.raises(CheckoutRefused, match="at most 2"):
        cast.pending_order(bob, (item, 2))
    cast.pending_order(cast.member(), (item, 2))
