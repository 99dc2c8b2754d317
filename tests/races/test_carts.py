"""Tabs and devices of one shopper at the same moment: nothing is lost, doubled or stuck."""

from functools import partial

import pytest

from carts.checkout import check_out_cart, record_checkout
from carts.merging import merge_guest_cart
from carts.models import Cart, CartEvent
from carts.paid_orders import close_carts_of
from carts.shopping import set_cart
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import Hold, Item, Order
from tests import cast
from tests.carts.browsers import Browser, filled
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def add(shopper, item):
    Cart.objects.get_or_open(shopper).add(item.pk, 1)


def tabs_of(browser: Browser, count: int) -> list[Browser]:
    tabs = [Browser() for _ in range(count)]
    for tab in tabs:
        tab.cookies.update(browser.cookies)
    return tabs


def test_two_first_adds_make_one_cart_and_both_count():
    for _ in range(2):
        bob, one, two = cast.guest(), cast.item(), cast.item()
        adds = [partial(add, bob, item) for item in (one, two, one)]
        assert run_together(*adds) == [None] * 3
        assert Cart.objects.filter(holder=bob.holder).count() == 1
        assert Cart.objects.get_open(bob).lines.quantities() == {one.pk: 2, two.pk: 1}


def test_one_update_sent_twice_before_there_is_a_cart_counts_once():
    for _ in range(5):
        bob, item = cast.guest(), cast.item()
        updates = [partial(set_cart, bob, {item.pk: 2}, version=0)] * 2
        refused = [each for each in run_together(*updates) if each is not None]
        assert [getattr(each, "code", each) for each in refused] == ["moved_on"]
        assert Cart.objects.get_open(bob).lines.quantities() == {item.pk: 2}


@pytest.mark.slow
def test_versions_follow_the_order_of_the_changes():
    bob, item = cast.guest(), cast.item()
    cart = filled(bob, (item, 1))
    run_together(*(partial(Cart.objects.get().change, item.pk, quantity) for quantity in range(1, 11)))
    last = cart.events.latest("pk")
    versions = list(cart.events.values_list("version", flat=True))
    assert versions == sorted(versions)
    assert cart.lines.get().quantity == last.quantity


@pytest.mark.slow
def test_one_checkout_form_sent_fifty_times_is_one_order_and_the_same_answer():
    bob, item, key = Browser(), cast.item(stock=100), cast.key()
    bob.send("add", item=item.pk, quantity=2)
    answers = run_together(*(lambda tab=tab: tab.send("checkout", key=key).url for tab in tabs_of(bob, 50)))
    order = Order.objects.get()
    assert set(answers) == {f"/checkout/{order.number}/"}
    assert bob.send("checkout", key=key).url == f"/checkout/{order.number}/"
    assert (Hold.objects.get().quantity, CartEvent.objects.filter(kind="checked_out").count()) == (2, 1)


@pytest.mark.slow
def test_one_payment_form_sent_many_times_is_one_purchase():
    bob, item, key = Browser(), cast.item(stock=5), cast.key()
    bob.send("add", item=item.pk, quantity=2)
    order = bob.check_out()
    answers = run_together(*(lambda tab=tab: tab.pay(order, key=key).url for tab in tabs_of(bob, 20)))
    assert set(answers) == {order.get_absolute_url()}
    assert (Item.objects.get().on_hand, bob.lines) == (3, {})


@pytest.mark.slow
def test_two_devices_signing_in_at_once_lose_nothing():
    for _ in range(4):
        user, shared, one, two = cast.person("Bob Buyer"), cast.item(), cast.item(), cast.item()
        phone, laptop = cast.guest(), cast.guest()
        filled(phone, (shared, 3), (one, 1))
        filled(laptop, (shared, 2), (two, 2))
        signs_in = [partial(merge_guest_cart, guest, cast.member(user)) for guest in (phone, laptop)]
        assert not [outcome for outcome in run_together(*signs_in) if isinstance(outcome, Exception)]
        lines = Cart.objects.get_open(cast.member(user)).lines.quantities()
        assert lines == {shared.pk: 3, one.pk: 1, two.pk: 2}


def test_paying_while_the_cart_is_changed_deadlocks_nobody_and_loses_nothing():
    for _ in range(6):
        bob, item, other = cast.guest(), cast.item(stock=50), cast.item(stock=50)
        filled(bob, (item, 2))
        order = check_out_cart(bob, key=cast.key())
        outcomes = run_together(
            partial(cast.attempt_payment, order),
            partial(add, bob, item),
            partial(add, bob, other),
            partial(check_out_cart, bob, key=cast.key()),
        )
        broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
        assert broken == []
        closed = [each for each in outcomes[1:3] if isinstance(each, Refused)]
        assert {each.code for each in closed} <= {"closed", "frozen"}
        order.refresh_from_db()
        if order.status == "paid":
            cart = Cart.objects.open_of(bob)
            assert sum(cart.lines.quantities().values() if cart else []) == 2 - len(closed)


@pytest.mark.slow
def test_signing_in_while_paying_leaves_nothing_that_was_bought():
    for _ in range(4):
        guest, item, kept = cast.guest(), cast.item(stock=50), cast.item()
        member = Shopper(cast.person("Bob Buyer"), guest.visitor)
        filled(guest, (item, 2))
        order = check_out_cart(guest, key=cast.key())
        Cart.objects.get_open(guest).add(kept.pk, 1)
        outcomes = run_together(
            partial(cast.attempt_payment, order),
            partial(merge_guest_cart, guest, member),
            partial(merge_guest_cart, guest, member),
        )
        assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
        left = Cart.objects.filter(status=Cart.Status.OPEN, lines__isnull=False).distinct()
        assert [cart.lines.quantities() for cart in left.filter(holder__in=member.holders)] == [{kept.pk: 1}]


@pytest.mark.slow
def test_the_sweep_and_the_reaction_close_a_cart_once():
    for _ in range(4):
        bob, item = cast.guest(), cast.item()
        cart = filled(bob, (item, 1))
        order = cast.paid_order(bob, (item, 1))
        record_checkout(cart, order)
        run_together(*[partial(close_carts_of, order)] * 3)
        assert cart.events.filter(kind="bought").count() == 1


def test_merging_while_the_guest_checks_out_loses_no_line_and_holds_nothing_twice():
    for _ in range(4):
        guest, shared, kept = cast.guest(), cast.item(stock=50), cast.item(stock=50)
        member = Shopper(cast.person("Bob Buyer"), guest.visitor)
        filled(guest, (shared, 3))
        filled(member, (shared, 1), (kept, 2))
        outcomes = run_together(
            partial(check_out_cart, guest, key=cast.key()),
            partial(merge_guest_cart, guest, member),
            partial(check_out_cart, member, key=cast.key()),
        )
        assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
        assert Cart.objects.get_open(member).lines.quantities() == {shared.pk: 3, kept.pk: 2}
        order = check_out_cart(member, key=cast.key())
        held = {hold.item_id: hold.quantity for hold in Hold.objects.filter(item__in=[shared, kept])}
        assert held == {shared.pk: 3, kept.pk: 2}
        assert order.holds.count() == 2 and Hold.objects.filter(item__in=[shared, kept]).count() == 2


def test_two_tabs_with_one_line_end_at_one_of_their_numbers_and_the_last_version():
    bob, item = cast.guest(), cast.item(stock=50)
    cart = filled(bob, (item, 1))
    outcomes = run_together(
        partial(Cart.objects.get().change, item.pk, 4),
        partial(Cart.objects.get().change, item.pk, 7),
        partial(Cart.objects.get().remove, item.pk),
    )
    broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
    assert broken == [] and {each.code for each in outcomes if each} <= {"not_found"}
    last = cart.events.latest("pk")
    cart.refresh_from_db()
    assert (last.version, last.kind) == (cart.version, "removed" if last.quantity == 0 else "changed")
    assert cart.lines.quantities() == ({item.pk: last.quantity} if last.quantity else {})


def test_closing_a_cart_while_it_is_paid_for_neither_deadlocks_nor_keeps_stock():
    for _ in range(4):
        bob, item = cast.guest(), cast.item(stock=5)
        cart = filled(bob, (item, 2))
        order = check_out_cart(bob, key=cast.key())
        cart.refresh_from_db()
        outcomes = run_together(
            partial(cast.attempt_payment, order), cart.close, partial(check_out_cart, bob, key=cast.key())
        )
        assert not [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)], (
            outcomes
        )
        order.refresh_from_db()
        item.refresh_from_db()
        assert item.on_hand == (3 if order.status == "paid" else 5)
        assert not order.holds.exists()


def test_a_checkout_and_a_closing_at_once_leave_no_stock_held_for_a_cart_that_is_gone():
    for _ in range(6):
        bob, item = cast.guest(), cast.item(stock=5)
        cart = filled(bob, (item, 2))
        outcomes = run_together(partial(check_out_cart, bob, key=cast.key()), Cart.objects.get(pk=cart.pk).close)
        broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
        assert broken == []
        cart.refresh_from_db()
        assert (cart.status, Hold.objects.filter(item=item).count()) == ("closed", 0)


def test_a_checkout_and_a_shop_that_takes_its_things_out_at_once_hold_all_of_them_or_none():
    for _ in range(6):
        bob, item, other = cast.guest(), cast.item(stock=5), cast.item(stock=5)
        cart = filled(bob, (item, 2), (other, 1))
        _, taken_out = outcomes = run_together(
            partial(check_out_cart, bob, key=cast.key()),
            partial(Cart.objects.get(pk=cart.pk).remove_items_of, item.product.shop),
        )
        broken = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refused)]
        assert broken == []
        # The staff of a shop end no checkout under way.
        kept = {item.pk: 2} if isinstance(taken_out, Refused) else {}
        assert cart.lines.quantities() == {**kept, other.pk: 1}
        assert Hold.objects.filter(item=item).per_item() == kept
        Hold.objects.filter(item=other).delete()
