"""Changing, removing and emptying; a missing line is `not_found` and changes nothing."""

import pytest

from carts.models import Cart, CartEvent
from carts.models.change_log import QuantityChange, record_change
from marketplace.errors import Refused
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def cart():
    return Cart.objects.get_or_open(cast.guest())


def test_a_quantity_is_set(cart):
    item = cast.item()
    cart.add(item.pk, 2)
    cart.change(item.pk, 7)
    assert cart.lines.quantities() == {item.pk: 7}


def test_a_sold_out_line_can_still_be_lowered_and_removed(cart):
    item = cast.item()
    cart.add(item.pk, 3)
    type(item).objects.update(on_hand=0)
    cart.change(item.pk, 1)
    assert cart.lines.quantities() == {item.pk: 1}
    cart.remove(item.pk)
    assert cart.lines.quantities() == {}


def test_emptying_records_the_removed_lines(cart):
    one, two = cast.item(), cast.item()
    cart.add(one.pk, 1)
    cart.add(two.pk, 4)
    cart.empty()
    assert cart.lines.quantities() == {}
    emptied = CartEvent.objects.filter(version=cart.version).values_list("kind", "item", "before", "quantity")
    assert list(emptied) == [("emptied", one.pk, 1, 0), ("emptied", two.pk, 4, 0)]


def test_emptying_an_empty_cart_changes_nothing(cart, pushed_topics):
    version = cart.version
    cart.empty()
    assert (Cart.objects.get().version, CartEvent.objects.count(), pushed_topics) == (version, 0, [])


@pytest.mark.parametrize("act", ["change", "remove"])
def test_a_missing_line_is_not_found(cart, act, pushed_topics):
    cart.add(cast.item().pk, 1)
    pushed_topics.clear()
    absent = cast.item().pk
    with pytest.raises(Refused) as caught:
        cart.change(absent, 2) if act == "change" else cart.remove(absent)
    assert (caught.value.code, caught.value.field) == ("not_found", "item")
    assert (CartEvent.objects.count(), pushed_topics) == (1, [])


def test_without_a_cart_everything_is_not_found():
    with pytest.raises(Refused) as caught:
        Cart.objects.get_open(cast.guest())
    assert caught.value.code == "not_found"


@pytest.mark.parametrize("quantity", [0, -3, 21])
def test_a_change_out_of_range_is_refused(cart, quantity):
    item = cast.item()
    cart.add(item.pk, 2)
    with pytest.raises(Refused) as caught:
        cart.change(item.pk, quantity)
    assert (caught.value.field, cart.lines.quantities()) == ("quantity", {item.pk: 2})


def test_the_history_of_one_change_is_written_in_the_order_of_its_items(cart):
    one, two = cast.item(), cast.item()
    record_change(cart.pk, CartEvent.Kind.EMPTIED, [QuantityChange(two, 4, 0), QuantityChange(one, 1, 0)])
    assert list(cart.events.filter(kind="emptied").values_list("item", flat=True)) == [one.pk, two.pk]
