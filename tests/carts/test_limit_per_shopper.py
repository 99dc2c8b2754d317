"""Where a product's limit per shopper is reached, adding more is answered `duplicate_item`."""

from datetime import timedelta

import pytest

from carts.cart_summary import CartSummary
from carts.checkout import check_out_cart
from carts.models import Cart
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused
from marketplace.models import OrderLine
from marketplace.orders.deals import Deal
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def refused_code(action, *args: int) -> str:
    with pytest.raises(Refused) as caught:
        action(*args)
    return caught.value.code


def test_the_limit_counts_over_all_sizes_of_the_product():
    small, large = cast.product(stock={"S": 5, "L": 5}, limit_per_shopper=2).items.all()
    cart = Cart.objects.get_or_open(cast.guest())
    cart.add(small.pk, 1)
    cart.add(large.pk, 1)
    assert refused_code(cart.add, small.pk, 1) == "duplicate_item"
    assert refused_code(cart.change, small.pk, 2) == "duplicate_item"
    assert cart.lines.quantities() == {small.pk: 1, large.pk: 1}


def test_earlier_purchases_count():
    bob, item = cast.guest(), cast.item(limit_per_shopper=1)
    cast.paid_order(bob, (item, 1))
    assert refused_code(Cart.objects.get_or_open(bob).add, item.pk, 1) == "duplicate_item"


def test_purchases_of_others_do_not_count():
    item = cast.item(limit_per_shopper=1)
    cast.paid_order(cast.guest(), (item, 1))
    cart = Cart.objects.get_or_open(cast.guest())
    cart.add(item.pk, 1)
    assert cart.lines.quantities() == {item.pk: 1}


def test_a_limit_lowered_later_shows_on_the_line():
    bob, item = cast.guest(), cast.item()
    Cart.objects.get_or_open(bob).add(item.pk, 3)
    item.product.limit_per_shopper = 2
    item.product.save()
    assert [problem.code for problem in CartSummary.of(bob).readiness.problems] == ["limit"]
    Cart.objects.get_or_open(bob).change(item.pk, 2)
    assert CartSummary.of(bob).readiness.is_ready


def test_purchases_of_strangers_with_a_members_address_do_not_count():
    bob, item = cast.person("Bob Buyer"), cast.item()
    cast.paid_order(cast.guest(), (item, 1), email=bob.email)
    item.product.limit_per_shopper = 1
    item.product.save()
    assert cast.pending_order(cast.member(bob), (item, 1)).lines.count() == 1
    assert OrderLine.objects.had().bought_by(cast.member(bob).holders).get().order.buyer == bob


def test_a_members_guest_purchases_in_this_browser_count():
    guest, item = cast.guest(), cast.item(limit_per_shopper=1)
    cast.paid_order(guest, (item, 1))
    member = Shopper(cast.person("Bob Buyer"), guest.visitor)
    assert refused_code(Cart.objects.get_or_open(member).add, item.pk, 1) == "duplicate_item"
    Cart.objects.get_or_open(cast.member()).add(item.pk, 1)


def test_a_deal_that_waits_for_its_payment_counts_and_a_checkout_of_this_cart_does_not():
    bob, item = cast.person("Bob Buyer"), cast.item(limit_per_shopper=2, stock=9)
    cart = Cart.objects.get_or_open(cast.member(bob))
    cart.add(item.pk, 1)
    check_out_cart(cast.member(bob), key=cast.key())
    Deal(bob, item.product.shop, "Two", item.product.price, 1, item).place(hold=timedelta(minutes=30))
    assert CartSummary.of(cast.member(bob)).readiness.is_ready
    assert refused_code(cart.add, item.pk, 1) == "duplicate_item"


def test_units_of_the_own_deal_are_not_available_to_the_cart():
    bob, item = cast.person("Bob Buyer"), cast.item(stock=2)
    cart = Cart.objects.get_or_open(cast.member(bob))
    cart.add(item.pk, 1)
    Deal(bob, item.product.shop, "Two", item.product.price, 2, item).place(hold=timedelta(minutes=30))
    assert CartSummary.of(cast.member(bob)).readiness.verdict == "blocked"
