"""After a member's session ended, member and guest of one browser count as one person for limits."""

from functools import partial

import pytest

from carts.cart_summary import CartSummary
from carts.models import Cart
from marketplace.accounts.visitors import Shopper
from marketplace.errors import CheckoutRefused, Refused
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Order, Product
from marketplace.orders.settlement import confirm_payment
from tests import cast
from tests.carts.browsers import Browser
from tests.carts.test_address_proof import prove

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(limit_per_shopper=1, stock=20)


@pytest.fixture
def member():
    return cast.member()


@pytest.fixture
def guest(member):
    return Shopper(None, member.visitor)


def test_the_cart_refuses_a_limited_item_the_member_bought(item, member, guest):
    cast.paid_order(member, (item, 1))
    with pytest.raises(Refused, match="at most 1"):
        Cart.objects.get_or_open(guest).add(item.pk, 1)


def test_cart_and_checkout_refuse_a_limited_item_bought_meanwhile(item, member, guest):
    Cart.objects.get_or_open(guest).add(item.pk, 1)
    cast.paid_order(member, (item, 1))
    assert [problem.code for problem in CartSummary.of(guest).readiness.problems] == ["limit"]
    with pytest.raises(CheckoutRefused, match="at most 1"):
        cast.pending_order(guest, (item, 1))


def test_the_payment_is_refused_under_another_proved_mailbox(item):
    bob = Browser()
    bob.sign_in(cast.person("Bob Buyer"))
    bob.send("add", item=item.pk)
    bob.buy()
    Product.objects.update(limit_per_shopper=2)
    del bob.cookies["sessionid"]
    bob.user = None
    bob.send("add", item=item.pk)
    order = bob.check_out()
    Product.objects.update(limit_per_shopper=1)
    prove(bob, order, email="another@example.com")
    assert bob.pay(order, email="another@example.com").status_code == 409


def test_a_capture_beyond_the_limit_goes_back(item, member, guest):
    Product.objects.update(limit_per_shopper=2)
    payment = cast.attempt_payment(cast.pending_order(guest, (item, 1)), CONFIRMS, email="another@example.com")
    cast.paid_order(Shopper(member.user, cast.guest().visitor), (item, 1))
    Order.objects.filter(buyer=member.user).update(visitor=member.visitor)
    Product.objects.update(limit_per_shopper=1)
    confirm_payment(payment, approved=True)
    payment.refresh_from_db()
    assert payment.status == "refunded"


def test_two_members_of_one_browser_are_two_people(item, member):
    cast.paid_order(member, (item, 1))
    other = Shopper(cast.person("Carol"), member.visitor)
    assert cast.paid_order(other, (item, 1)).status == "paid"


def test_after_signing_out_the_browser_is_another_guests(item):
    bob = Browser()
    bob.sign_in(cast.person("Bob Buyer"))
    bob.send("add", item=item.pk)
    bob.buy()
    bob.sign_out()
    assert bob.send("add", item=item.pk).status_code == 302
    assert Order.objects.count() == 1


@pytest.mark.parametrize("of", ["guest", "stranger"])
def test_orders_of_no_browser_count_for_no_guest(item, member, guest, of):
    order = cast.paid_order(member, (item, 1))
    Order.objects.filter(pk=order.pk).update(visitor="")
    shopper = guest if of == "guest" else cast.guest()
    assert partial(cast.pending_order, shopper, (item, 1))().status == "pending"
