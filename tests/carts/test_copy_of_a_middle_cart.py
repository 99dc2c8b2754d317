"""A copy of a merged cart does not restore lines that were bought after the copy was made."""

import pytest
from django.core import signing

from carts.cart_copy import COPY_SALT
from carts.cart_summary import CartSummary
from carts.checkout import check_out_cart
from carts.models import Cart
from carts.shopping import add_to_cart
from marketplace.errors import Refused
from tests import cast
from tests.carts.browsers import Browser, filled

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(stock=9)


def ordered(item, quantity=2):
    """Return a guest's cart and the order that it led to."""
    guest = cast.guest()
    cart = filled(guest, (item, quantity))
    return cart, check_out_cart(guest, key=cast.key())


def merged_into(shopper, cart, *wanted):
    """Return a shopper's cart after it took in another one."""
    own = filled(shopper, *wanted)
    own.merge(Cart.objects.get(pk=cart.pk))
    return own


def restored(copy):
    """Restore a copy in a new browser; returns the status of the response and the lines of the cart."""
    later = Browser()
    return later.send("restore", copy=copy).status_code, later.lines


@pytest.mark.parametrize("merges_after", [0, 1, 2])
@pytest.mark.parametrize("merges_before", [1, 2, 3])
def test_lines_bought_by_an_earlier_cart_do_not_come_back(item, merges_before, merges_after):
    cart, order = ordered(item)
    for _ in range(merges_before):
        shopper = cast.guest()
        cart = merged_into(shopper, cart)
    copy = CartSummary.of(shopper).copy
    for _ in range(merges_after):
        cart = merged_into(cast.member(), cart)
    cast.attempt_payment(order)
    assert restored(copy) == (409, {})


def test_lines_outside_of_the_order_come_back(item):
    other, more = cast.item(stock=9), cast.item(stock=9)
    cart, order = ordered(item)
    shopper = cast.guest()
    merged_into(shopper, cart, (item, 5), (other, 1)).add(more.pk, 2)
    copy = CartSummary.of(shopper).copy
    cast.attempt_payment(order)
    assert restored(copy) == (302, {item.pk: 3, other.pk: 1, more.pk: 2})


def test_it_stays_away_after_the_last_cart_was_emptied_and_closed(item):
    cart, order = ordered(item)
    shopper, last = cast.guest(), cast.member()
    middle = merged_into(shopper, cart)
    copy = CartSummary.of(shopper).copy
    merged_into(last, middle).close()
    cast.attempt_payment(order)
    assert restored(copy) == (409, {})


def test_the_copy_of_a_cart_merged_beside_the_bought_one_does_not_bring_it_back(item):
    cart, order = ordered(item)
    beside, last = cast.guest(), cast.member()
    other = filled(beside, (item, 2))
    copy = CartSummary.of(beside).copy
    merged_into(last, cart).merge(other)
    cast.attempt_payment(order)
    assert restored(copy) == (409, {})


def test_a_copy_made_after_the_purchase_brings_back_all_that_it_lists(item):
    cart, order = ordered(item)
    shopper = cast.guest()
    merged_into(shopper, cart)
    cast.attempt_payment(order)
    add_to_cart(shopper, item.pk, 2)
    assert restored(CartSummary.of(shopper).copy) == (302, {item.pk: 2})


def test_a_copy_from_before_copies_had_versions_brings_back_nothing_bought(item):
    cart, order = ordered(item)
    middle = merged_into(cast.guest(), cart)
    copy = signing.dumps({"cart": middle.name.hex, "lines": [[item.pk, 2]]}, salt=COPY_SALT, compress=True)
    cast.attempt_payment(order)
    assert restored(copy) == (409, {})


@pytest.mark.parametrize("take_out", ["remove", "empty"])
def test_taking_it_out_before_the_payment_can_not_be_undone_after_it(item, take_out):
    cart, order = ordered(item)
    last = merged_into(cast.member(), cart)
    last.remove(item.pk) if take_out == "remove" else last.empty()
    version = last.version
    cast.attempt_payment(order)
    with pytest.raises(Refused, match="undone"):
        Cart.objects.get(pk=last.pk).undo(version)
    assert last.lines.quantities() == {}
