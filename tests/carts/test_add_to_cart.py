"""The first add opens the cart; every add raises the version and is kept in the history."""

import pytest

from carts.models import Cart, CartEvent
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_looking_makes_no_cart():
    assert Cart.objects.open_of(cast.guest()) is None
    assert not Cart.objects.exists()


def test_the_first_add_opens_the_one_cart_of_a_guest():
    bob, item = cast.guest(), cast.item()
    Cart.objects.get_or_open(bob).add(item.pk, 2)
    cart = Cart.objects.get()
    assert (cart.holder, cart.member, cart.lines.quantities()) == (bob.holder, None, {item.pk: 2})
    assert Cart.objects.get_or_open(bob) == Cart.objects.open_of(bob) == cart


def test_a_members_cart_belongs_to_the_account():
    bob = cast.member()
    assert bob.user is not None
    assert Cart.objects.get_or_open(bob).holder == f"u-{bob.user.pk}"


def test_adding_an_item_again_raises_the_quantity():
    cart, item = Cart.objects.get_or_open(cast.guest()), cast.item()
    cart.add(item.pk, 2)
    cart.add(item.pk, 3)
    assert cart.lines.quantities() == {item.pk: 5}


def test_versions_rise_over_all_carts():
    item = cast.item()
    one, other = Cart.objects.get_or_open(cast.guest()), Cart.objects.get_or_open(cast.guest())
    versions = []
    for cart in (one, other, one):
        cart.add(item.pk, 1)
        versions.append(cart.version)
    assert versions == sorted(set(versions))


def test_each_change_is_kept_as_an_event():
    cart, item = Cart.objects.get_or_open(cast.guest()), cast.item()
    cart.add(item.pk, 2)
    cart.change(item.pk, 5)
    cart.remove(item.pk)
    kept = CartEvent.objects.values_list("kind", "item", "before", "quantity")
    assert list(kept) == [("added", item.pk, 0, 2), ("changed", item.pk, 2, 5), ("removed", item.pk, 5, 0)]
    assert set(cart.events.filter(kind="removed").values_list("version", flat=True)) == {cart.version}


def test_only_the_shopper_and_the_staff_get_a_push(pushed_topics):
    bob, item = cast.guest(), cast.item()
    Cart.objects.get_or_open(cast.guest())
    Cart.objects.get_or_open(bob).add(item.pk, 1)
    assert sorted(pushed_topics) == [f"cart.{bob.holder}", f"live-carts.{item.shop_id}", "live-carts.all"]
