"""Account deletion concurrent with other actions has the result of one after the other."""

from functools import partial

import pytest

from marketplace.accounts.account_deletion import delete_account
from marketplace.errors import CheckoutRefused, Refused
from marketplace.models import Order, Shop, User
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_deletions_at_once_are_one():
    alice = cast.person("Alice Seller")
    cast.item(in_shop=cast.shop(alice))
    twice = [partial(delete_account, User.objects.get(pk=alice.pk)) for _ in range(3)]
    assert run_together(*twice) == [None] * 3
    alice.refresh_from_db()
    assert alice.left_at
    assert alice.email.endswith("@left.invalid")


@pytest.mark.parametrize("turn", range(3))
def test_a_buyer_who_leaves_while_paying_has_paid_or_has_not(turn):
    bob, item = cast.person("Bob Buyer"), cast.item(stock=1)
    order = cast.pending_order(cast.member(bob), (item, 1))
    pay, left = run_together(lambda: cast.attempt_payment(order), partial(delete_account, bob))
    assert left is None
    assert not isinstance(pay, Exception) or isinstance(pay, Refused)
    order = Order.objects.get()
    item.refresh_from_db()
    sold = order.status == Order.Status.PAID
    assert sold or order.status == Order.Status.CANCELLED
    assert item.on_hand == (0 if sold else 1)
    assert bool(order.email) == sold


@pytest.mark.parametrize("turn", range(3))
def test_a_seller_who_leaves_while_somebody_checks_out_has_no_orders_to_ship(turn):
    alice = cast.person("Alice Seller")
    items = [cast.item(in_shop=cast.shop(alice))]
    buyers = [lambda: cast.pending_order(cast.guest(), (items[0], 1)) for _ in range(4)]
    left, *orders = run_together(partial(delete_account, alice), *buyers)
    placed = [order for order in orders if isinstance(order, Order)]
    assert all(isinstance(order, Order | CheckoutRefused) for order in orders), orders
    assert left is None or isinstance(left, Refused), left
    assert (left is None) == (not placed)
    assert (left is None) == bool(Shop.objects.get().closed_at)
