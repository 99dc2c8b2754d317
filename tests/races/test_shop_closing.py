"""A shop that is closed with all that is under way in it, beside refunds and checkouts there: nobody deadlocks."""

import threading
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction

from marketplace.accounts import suspension
from marketplace.accounts.suspension import deactivate_account
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import Hold, Item, Order, Shop
from tests import cast
from tests.races.threads import run_together, wait_for_blocked_query

pytestmark = pytest.mark.django_db(transaction=True)


def closing() -> tuple[list[Item], list[Order]]:
    shop = cast.shop()
    items = [cast.item(in_shop=shop, stock=20) for _ in range(2)]
    # The order that is refunded first has the item that is locked last.
    orders = [cast.paid_order(cast.guest(), (item, 1)) for item in reversed(items)]
    return items, orders


def test_a_checkout_of_several_things_beside_the_closing_of_their_shop_deadlocks_nobody():
    (low, high), _ = closing()
    owner = low.product.shop.owner

    def hold_one_then_both() -> None:
        with transaction.atomic():
            Item.objects.lock([low.pk])
            wait_for_blocked_query(4)
            Item.objects.lock([low.pk, high.pk])

    outcomes = run_together(hold_one_then_both, lambda: deactivate_account(owner, by=None))
    assert outcomes == [None, None]


def test_a_refund_beside_the_closing_of_its_shop_deadlocks_nobody():
    (low, high), orders = closing()
    both = cast.paid_order(cast.guest(), (low, 1), (high, 1))
    owner = low.product.shop.owner

    def refund_slowly() -> None:
        with transaction.atomic():
            both.lock()
            wait_for_blocked_query(4)
            both.refund(both.lines.all(), by=None)

    outcomes = run_together(refund_slowly, lambda: deactivate_account(owner, by=None))
    assert outcomes == [None, None]
    assert not Order.objects.exclude(status=Order.Status.REFUNDED).exists()
    assert len(orders) + 1 == Order.objects.count()


def test_a_checkout_begun_meanwhile_and_begun_again_deadlocks_nobody():
    item = cast.item(stock=20)
    bob, shop = cast.guest(), item.product.shop
    lock = suspension.lock_shop_items
    others: list[Any] = []

    def lock_late(shop: Shop) -> list[int]:
        if others:
            return lock(shop)
        others.extend(run_together(lambda: cast.pending_order(bob, (item, 1))))
        locked = lock(shop)
        # Another page of the same guest: it releases the units of the first one before it waits for the stock.
        others.append(threading.Thread(target=run_together, args=[lambda: others.append(attempt_again(bob, item))]))
        others[1].start()
        wait_for_blocked_query(4)
        return locked

    with patch.object(suspension, "lock_shop_items", lock_late):
        assert run_together(lambda: deactivate_account(shop.owner, by=None)) == [None]
    others[1].join(20)
    assert others[2] in {"pending", "refused"}
    assert not Hold.objects.exists()
    shop.refresh_from_db()
    assert shop.closed_at


def attempt_again(bob: Shopper, item: Item) -> str:
    try:
        return cast.pending_order(bob, (item, 2)).status
    except Refused:
        return "refused"
