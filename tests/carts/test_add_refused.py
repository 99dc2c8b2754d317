"""A refused addition has a code and a field, and leaves the cart unchanged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carts.models import Cart, CartEvent
from marketplace.errors import Refused
from marketplace.models import Product
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def refusal(cart: Cart, *args: int) -> tuple[str, str]:
    before = (cart.lines.quantities(), Cart.objects.get(pk=cart.pk).version, CartEvent.objects.count())
    with pytest.raises(Refused) as caught:
        cart.add(*args)
    assert (cart.lines.quantities(), Cart.objects.get(pk=cart.pk).version, CartEvent.objects.count()) == before
    return caught.value.code, caught.value.field


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": Product.Status.DRAFT}, "unknown_item"),
        ({"released_at": None}, "not_released"),
        ({"released_at": timezone.now() + timedelta(hours=1)}, "not_released"),
        ({"stock": 0}, "sold_out"),
        ({"status": Product.Status.SOLD}, "sold_out"),
    ],
)
def test_items_that_are_not_on_sale_are_refused(fields, code):
    cart = Cart.objects.get_or_open(cast.guest())
    assert refusal(cart, cast.item(**fields).pk, 1) == (code, "item")


def test_an_unknown_item_is_refused():
    assert refusal(Cart.objects.get_or_open(cast.guest()), 987_654, 1) == ("unknown_item", "item")


def test_sellers_cannot_add_items_of_their_own_shop():
    alice = cast.person("Alice Seller")
    item = cast.item(in_shop=cast.shop(alice))
    assert refusal(Cart.objects.get_or_open(cast.member(alice)), item.pk, 1) == ("own_product", "item")


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**12])
def test_quantities_out_of_range_are_refused(quantity):
    assert refusal(Cart.objects.get_or_open(cast.guest()), cast.item().pk, quantity) == ("quantity", "quantity")


def test_a_line_does_not_grow_past_the_range():
    cart, item = Cart.objects.get_or_open(cast.guest()), cast.item()
    cart.add(item.pk, 15)
    assert refusal(cart, item.pk, 6) == ("quantity", "quantity")


def test_a_cart_takes_so_many_lines_only(settings):
    settings.MAX_CART_LINES = 1
    cart, first = Cart.objects.get_or_open(cast.guest()), cast.item()
    cart.add(first.pk, 1)
    assert refusal(cart, cast.item().pk, 1) == ("too_many_lines", "item")
    cart.add(first.pk, 1)
    assert cart.lines.quantities() == {first.pk: 2}


def test_only_units_held_by_others_are_refused_as_held():
    bob, mallory, item = cast.guest(), cast.guest(), cast.item(stock=1)
    cast.pending_order(bob, (item, 1))
    assert refusal(Cart.objects.get_or_open(mallory), item.pk, 1) == ("held", "item")
    Cart.objects.get_or_open(bob).add(item.pk, 1)
    assert Cart.objects.get_or_open(bob).lines.quantities() == {item.pk: 1}


def test_a_closed_cart_takes_nothing():
    cart = Cart.objects.get_or_open(cast.guest())
    Cart.objects.update(status=Cart.Status.BOUGHT)
    assert refusal(cart, cast.item().pk, 1) == ("closed", "")
