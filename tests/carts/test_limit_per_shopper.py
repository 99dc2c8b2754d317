"""Where a product's limit per shopper is reached, adding more is answered `duplicate_item`."""

import pytest

from carts.contents import Contents
from carts.models import Cart
from marketplace.checkout import taken_by
from marketplace.errors import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def refused_code(action, *args: int) -> str:
    with pytest.raises(Refused) as caught:
        action(*args)
    return caught.value.code


def test_the_limit_counts_over_all_sizes_of_the_product():
    small, large = cast.product(stock={"S": 5, "L": 5}, limit_per_shopper=2).items.all()
    cart = Cart.objects.opened_by(cast.guest())
    cart.add(small.pk, 1)
    cart.add(large.pk, 1)
    assert refused_code(cart.add, small.pk, 1) == "duplicate_item"
    assert refused_code(cart.change, small.pk, 2) == "duplicate_item"
    assert cart.lines.as_wanted() == {small.pk: 1, large.pk: 1}


def test_what_was_bought_before_counts():
    bob, item = cast.guest(), cast.item(limit_per_shopper=1)
    cast.paid(bob, (item, 1))
    assert refused_code(Cart.objects.opened_by(bob).add, item.pk, 1) == "duplicate_item"


def test_what_another_bought_does_not_count():
    item = cast.item(limit_per_shopper=1)
    cast.paid(cast.guest(), (item, 1))
    cart = Cart.objects.opened_by(cast.guest())
    cart.add(item.pk, 1)
    assert cart.lines.as_wanted() == {item.pk: 1}


def test_a_limit_lowered_later_shows_on_the_line():
    bob, item = cast.guest(), cast.item()
    Cart.objects.opened_by(bob).add(item.pk, 3)
    item.product.limit_per_shopper = 2
    item.product.save()
    assert [problem.code for problem in Contents.of(bob).problems] == ["limit"]
    Cart.objects.opened_by(bob).change(item.pk, 2)
    assert Contents.of(bob).problems == []


def test_what_strangers_buy_with_a_members_address_does_not_count():
    bob, item = cast.person("Bob Buyer"), cast.item(limit_per_shopper=1)
    cast.paid(cast.guest(), (item, 1), email=bob.email)
    assert cast.pending(cast.member(bob), (item, 1)).lines.count() == 1
    assert taken_by(cast.member(bob), item.product, bob.email) == 1
