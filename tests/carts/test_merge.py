"""Two carts of one person become one: per item the larger quantity, and the other cart is closed."""

import pytest

from carts.models import Cart
from tests import cast
from tests.carts.browsers import filled

pytestmark = pytest.mark.django_db


def test_the_larger_quantity_wins_for_each_item():
    a, b, c = cast.item(), cast.item(), cast.item()
    guest = filled(cast.guest(), (a, 3), (b, 1))
    member = filled(cast.member(), (a, 1), (b, 2), (c, 4))
    changes = member.merge(guest)
    assert member.lines.quantities() == {a.pk: 3, b.pk: 2, c.pk: 4}
    assert [(change.item, change.before, change.after) for change in changes] == [(a, 1, 3)]


def test_the_other_cart_is_closed_and_knows_where_it_went():
    item = cast.item()
    guest, member = filled(cast.guest(), (item, 1)), filled(cast.member())
    member.merge(guest)
    guest.refresh_from_db()
    assert (guest.status, guest.merged_into) == (Cart.Status.MERGED, member)
    assert member.version > guest.version


def test_the_merged_cart_is_the_newer_picture_also_when_nothing_changed():
    item = cast.item()
    member = filled(cast.member(), (item, 2))
    guest = filled(cast.guest(), (item, 1))
    assert member.merge(guest) == []
    guest.refresh_from_db()
    assert member.version > guest.version


def test_merging_twice_counts_once():
    item = cast.item()
    guest, member = filled(cast.guest(), (item, 2)), filled(cast.member())
    member.merge(guest)
    member.change(item.pk, 1)
    assert member.merge(guest) == []
    assert member.lines.quantities() == {item.pk: 1}


def test_the_price_the_guest_saw_is_kept():
    item = cast.item()
    guest, member = filled(cast.guest(), (item, 1)), filled(cast.member())
    item.product.price += 5
    item.product.save()
    member.merge(guest)
    line = member.lines.get()
    assert line.unit_price - line.price_seen == 5
