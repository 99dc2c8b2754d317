"""Payment closes the order's cart; lines outside of the order move to a new cart."""

import pytest

from carts import paid_orders, tasks
from carts.checkout import check_out_cart, record_checkout
from carts.merging import merge_guest_cart
from carts.models import Cart
from marketplace.accounts.visitors import Shopper
from marketplace.orders.checkout import check_out_items
from tests import cast
from tests.carts.browsers import filled

pytestmark = pytest.mark.django_db


def lines_of(shopper):
    cart = Cart.objects.open_of(shopper)
    return cart.lines.quantities() if cart else None


def test_the_cart_is_closed_for_good(pushed_topics):
    bob, item = cast.guest(), cast.item()
    cart = filled(bob, (item, 2))
    order = check_out_cart(bob, key=cast.key())
    pushed_topics.clear()
    cast.attempt_payment(order)
    cart.refresh_from_db()
    assert (cart.status, cart.order, Cart.objects.open_of(bob)) == (Cart.Status.BOUGHT, order, None)
    assert f"cart.{bob.holder}" in pushed_topics


def test_other_carts_are_not_closed_and_get_no_push(pushed_topics):
    bob, mallory, item = cast.guest(), cast.guest(), cast.item()
    filled(bob, (item, 1))
    filled(mallory, (item, 1))
    order = check_out_cart(bob, key=cast.key())
    pushed_topics.clear()
    cast.attempt_payment(order)
    assert lines_of(mallory) == {item.pk: 1}
    assert f"cart.{mallory.holder}" not in pushed_topics


def test_lines_added_after_checkout_stay():
    bob, bought, raised, later = cast.guest(), cast.item(), cast.item(), cast.item()
    cart = filled(bob, (bought, 2), (raised, 1))
    order = check_out_cart(bob, key=cast.key())
    cart.remove(bought.pk)
    cart.change(raised.pk, 4)
    cart.add(later.pk, 1)
    cast.attempt_payment(order)
    assert lines_of(bob) == {raised.pk: 3, later.pk: 1}
    cart.refresh_from_db()
    assert cart.lines.quantities() == {bought.pk: 2, raised.pk: 1}
    assert Cart.objects.latest_of(bob) == Cart.objects.open_of(bob)


def test_an_order_that_lapsed_leaves_the_cart_as_it_was():
    bob, item = cast.guest(), cast.item()
    filled(bob, (item, 2))
    check_out_cart(bob, key=cast.key()).cancel()
    assert lines_of(bob) == {item.pk: 2}


def test_a_cart_merged_during_payment_loses_the_bought_lines():
    guest, member = cast.guest(), cast.member()
    bought, kept = cast.item(), cast.item()
    old = filled(guest, (bought, 2), (kept, 1))
    order = check_out_items(guest, [(bought.pk, 2)], key=cast.key())
    record_checkout(old, order)
    merge_guest_cart(guest, member)
    assert lines_of(member) == {bought.pk: 2, kept.pk: 1}
    cast.attempt_payment(order)
    old.refresh_from_db()
    assert (lines_of(member), old.status) == ({kept.pk: 1}, Cart.Status.BOUGHT)


def test_a_cart_that_led_on_to_the_merged_ones_order_gives_up_its_lines_once():
    guest, item = cast.guest(), cast.item()
    member = Shopper(cast.person("Bob Buyer"), guest.visitor)
    filled(guest, (item, 2))
    order = check_out_cart(guest, key=cast.key())
    merge_guest_cart(guest, member)
    assert check_out_cart(member, key=cast.key()) == order
    Cart.objects.get_open(member).add(item.pk, 1)
    cast.attempt_payment(order)
    assert lines_of(member) == {item.pk: 1}


def test_the_sweep_closes_a_cart_left_open_by_a_failed_receiver():
    bob, item = cast.guest(), cast.item()
    cart = filled(bob, (item, 1))
    record_checkout(cart, cast.paid_order(bob, (item, 1)))
    assert lines_of(bob) == {item.pk: 1}
    tasks.close_paid()
    assert lines_of(bob) is None
    version = Cart.objects.get().version
    tasks.close_paid()
    assert Cart.objects.get().version == version


def test_a_reaction_that_fails_does_not_undo_the_purchase(monkeypatch):
    bob, item = cast.guest(), cast.item()
    filled(bob, (item, 1))
    order = check_out_cart(bob, key=cast.key())
    with monkeypatch.context() as broken:
        broken.setattr(paid_orders, "_close_bought", lambda *args, **options: 1 / 0)
        cast.attempt_payment(order)
    order.refresh_from_db()
    assert (order.status, lines_of(bob)) == ("paid", {item.pk: 1})
    tasks.close_paid()
    assert lines_of(bob) is None
