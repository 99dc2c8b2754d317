"""A cart merged several times: its history resolves to the last cart of the chain."""

import pytest

from carts.checkout import check_out_cart
from carts.models import Cart, CartReminder
from carts.models.merge_chains import find_merge_chains
from carts.staff import analytics
from carts.staff.scope import Scope
from marketplace.errors import Refused
from tests import cast
from tests.carts.browsers import Browser, filled

pytestmark = pytest.mark.django_db


def chain(first, *others):
    """Merge a cart into the next one, that into the one after it, and so on; returns the last."""
    for other in others:
        other.merge(Cart.objects.get(pk=first.pk))
        first = other
    return first


@pytest.mark.parametrize("merges", [1, 2, 3])
def test_a_copy_does_not_restore_bought_lines(merges):
    item = cast.item(stock=9)
    bob = Browser()
    bob.send("add", item=item.pk, quantity=2)
    copy = bob.cart.copy
    last = cast.member()
    between = [filled(cast.guest()) for _ in range(merges - 1)]
    chain(Cart.objects.open_of(bob.shopper), *between, filled(last))
    cast.attempt_payment(check_out_cart(last, key=cast.key()))
    later = Browser()
    assert later.send("restore", copy=copy).status_code == 409
    assert later.lines == {}


def test_a_copy_restores_lines_that_were_not_bought():
    item = cast.item(stock=9)
    bob = Browser()
    bob.send("add", item=item.pk, quantity=2)
    copy = bob.cart.copy
    chain(Cart.objects.open_of(bob.shopper), filled(cast.guest()), filled(cast.member()))
    later = Browser()
    later.send("restore", copy=copy)
    assert later.lines == {item.pk: 2}


def test_an_order_of_the_first_cart_takes_its_things_out_of_the_last():
    item, other = cast.item(stock=9), cast.item(stock=9)
    bob = cast.guest()
    first = filled(bob, (item, 2))
    order = check_out_cart(bob, key=cast.key())
    last = chain(first, filled(cast.guest()), filled(cast.member(), (other, 1)))
    version = Cart.objects.get(pk=last.pk).version
    cast.attempt_payment(order)
    assert last.lines.quantities() == {other.pk: 1}
    with pytest.raises(Refused, match="undone"):
        Cart.objects.get(pk=last.pk).undo(version)


def test_a_reminder_link_leads_to_the_last_cart_until_it_is_bought():
    item = cast.item(stock=9)
    bob = cast.member()
    first = filled(cast.guest(), (item, 1))
    reminder = CartReminder.objects.create(cart=first, step=1)
    chain(first, filled(cast.guest()), filled(bob))
    reminder.refresh_from_db()
    assert reminder.is_about_cart_of(bob)
    assert not reminder.is_about_cart_of(cast.guest())
    cast.attempt_payment(check_out_cart(bob, key=cast.key()))
    reminder = CartReminder.objects.get()
    assert not reminder.is_about_cart_of(bob)
    with pytest.raises(Refused, match="gone"):
        reminder.restore_cart(cast.guest())


@pytest.mark.parametrize("merges", [0, 1, 2])
def test_a_purchase_after_a_reminder_is_counted_however_often_the_cart_was_merged(merges):
    shop = cast.shop()
    item = cast.item(stock=9, in_shop=shop)
    last = cast.member()
    first = Cart.objects.get_or_open(cast.guest() if merges else last)
    first.add(item.pk, 1)
    CartReminder.objects.create(cart=first, step=1)
    chain(first, *[filled(cast.guest()) for _ in range(merges - 1)], *([filled(last)] if merges else []))
    assert analytics.count_reminders(Scope(shop)).bought == 0
    cast.attempt_payment(check_out_cart(last, key=cast.key()))
    assert analytics.count_reminders(Scope(shop)).bought == 1


def test_a_chain_that_bites_its_tail_ends():
    one, two = filled(cast.guest()), filled(cast.guest())
    Cart.objects.filter(pk=one.pk).update(merged_into=two, status="merged")
    Cart.objects.filter(pk=two.pk).update(merged_into=one, status="merged")
    assert len(find_merge_chains([one.pk])[one.pk]) == 2
