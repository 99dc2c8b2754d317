"""Lines name the changes of their item since it was added; quantities are never cut."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from carts.cart_summary import CartSummary
from carts.merging import merge_guest_cart
from carts.models import Cart
from marketplace.accounts.visitors import Shopper
from marketplace.models import Hold, Item, Product
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return cast.guest()


@pytest.fixture
def item(bob):
    item = cast.item(stock=5)
    Cart.objects.get_or_open(bob).add(item.pk, 3)
    return item


def problem_of(bob):
    (line,) = CartSummary.of(bob).lines
    assert line.quantity == 3
    return (line.problem.code, line.problem.left) if line.problem else None


def test_a_line_that_can_be_had_has_none(bob, item):
    assert problem_of(bob) is None
    assert CartSummary.of(bob).readiness.is_ready


@pytest.mark.parametrize(("on_hand", "problem"), [(0, ("sold_out", 0)), (2, ("not_enough", 2)), (3, None)])
def test_stock_that_left(bob, item, on_hand, problem):
    Item.objects.update(on_hand=on_hand)
    assert problem_of(bob) == problem


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": Product.Status.DRAFT}, "not_for_sale"),
        ({"status": Product.Status.SOLD}, "sold_out"),
        ({"released_at": None}, "not_released"),
        ({"released_at": timezone.now() + timedelta(hours=1)}, "not_released"),
    ],
)
def test_a_product_that_was_taken_back(bob, item, fields, code):
    Product.objects.update(**fields)
    assert problem_of(bob) == (code, 0)
    assert not CartSummary.of(bob).readiness.is_ready


def test_units_held_by_others_are_unavailable_until_the_hold_expires(bob, item):
    cast.pending_order(cast.guest(), (item, 4))
    assert problem_of(bob) == ("not_enough", 1)
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert problem_of(bob) is None


def test_units_held_by_the_shopper_are_available(bob, item):
    cast.pending_order(bob, (item, 3))
    cast.pending_order(cast.guest(), (item, 2))
    assert problem_of(bob) is None


def test_units_held_before_the_sign_in_are_available(bob, item):
    cast.pending_order(bob, (item, 3))
    cast.pending_order(cast.guest(), (item, 2))
    member = Shopper(cast.person("Bob Buyer"), bob.visitor)
    merge_guest_cart(bob, member)
    assert problem_of(member) is None


def test_a_guest_who_turns_out_to_be_the_seller(bob, item):
    alice = Shopper(item.product.shop.owner, bob.visitor)
    merge_guest_cart(bob, alice)
    assert problem_of(alice) == ("own_product", 0)


def test_a_price_that_fell_shows_old_and_new_and_blocks_nothing(bob, item):
    Product.objects.update(price=Decimal("40.00"))
    contents = CartSummary.of(bob)
    (line,) = contents.lines
    assert (line.old_price, line.unit_price, contents.subtotal) == (Decimal("49.90"), Decimal(40), Decimal(120))
    assert contents.readiness.is_ready
    Cart.objects.get_or_open(bob).change(item.pk, 2)
    assert CartSummary.of(bob).lines[0].old_price is None
