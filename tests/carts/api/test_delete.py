"""`DELETE /api/carts/<code>`: the owner closes a cart; a shop removes its own lines."""

import pytest

from carts.checkout import check_out_cart
from carts.models import Cart, CartEvent
from marketplace.orders.settlement import begin_payment
from tests import cast
from tests.carts.browsers import filled

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def url(cart):
    return f"/api/carts/{cart.code}"


def test_the_owner_closes_it(bob):
    item = cast.item()
    bob.send("add", item=item.pk)
    cart = bob.cart.cart
    assert bob.delete(url(cart)).json() == {"success": True}
    cart.refresh_from_db()
    assert (cart.status, bob.lines) == ("closed", {})
    assert bob.delete(url(cart)).status_code == 401


def test_a_stranger_finds_nothing(stall, bob, mallory, eve):
    bob.send("add", item=stall.boots.pk)
    assert mallory.delete(url(bob.cart.cart)).status_code == 401
    mallory.sign_in(cast.person("Mallory Stranger"))
    assert mallory.delete(url(bob.cart.cart)).status_code == 404
    assert eve.delete(url(bob.cart.cart)).status_code == 404
    assert bob.lines == {stall.boots.pk: 1}


def test_a_shop_takes_out_its_own_things_only(stall, sam):
    other = cast.item()
    cart = filled(cast.guest(), (stall.boots, 2), (other, 1))
    assert sam.delete(url(cart)).status_code == 200
    assert (cart.lines.quantities(), Cart.objects.get(pk=cart.pk).status) == ({other.pk: 1}, "open")
    event = CartEvent.objects.get(cart=cart, kind="withdrawn")
    assert (event.item, event.before, event.quantity) == (stall.boots, 2, 0)
    assert sam.delete(url(cart)).status_code == 404


def test_a_cart_with_nothing_else_in_it_is_closed(stall, sam):
    cart = filled(cast.guest(), (stall.boots, 2))
    assert sam.delete(url(cart)).status_code == 200
    assert Cart.objects.get(pk=cart.pk).status == "closed"


def test_nothing_is_removed_during_a_payment(stall, sam):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 2))
    order = check_out_cart(shopper, key=cast.key())
    begin_payment(order, key=cast.key(), method="test-confirm", address=cast.ADDRESS)
    assert sam.delete(url(cart)).status_code == 409
    assert cart.lines.quantities() == {stall.boots.pk: 2}


@pytest.mark.parametrize("code", ["x", "00000-00000", "%00", "active", "' OR 1=1", "🦊" * 100])
def test_an_invalid_code_is_not_found(sam, code):
    assert sam.delete(f"/api/carts/{code}").status_code in (404, 405)
