"""Staff remove their own lines from a cart, never from a checkout; the shopper learns the shop and the reason."""

from functools import partial

import pytest

from carts.checkout import check_out_cart
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Order
from tests import cast
from tests.carts.browsers import Browser, filled, text
from tests.carts.staff.shops import signed_in
from tests.carts.test_cancelled_checkout import minutes_pass
from tests.races.threads import run_together

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def other():
    return cast.item(title="Hat")


@pytest.fixture
def bob(stall, other):
    bob = Browser()
    bob.send("add", item=stall.boots.pk)
    bob.send("add", item=other.pk)
    return bob


@pytest.fixture
def admin(db):
    return signed_in(cast.person("Ada Admin", is_staff=True, is_superuser=True))


def url(browser: Browser) -> str:
    cart = browser.cart.cart
    assert cart
    return f"/api/carts/{cart.code}"


def is_untouched(order: Order, bob: Browser) -> bool:
    order.refresh_from_db()
    return (order.status, order.holds.count(), len(bob.lines)) == ("pending", 2, 2)


@pytest.mark.parametrize("who", ["sam", "admin"])
def test_a_running_checkout_is_refused_with_its_remaining_time(request, bob, who):
    order = bob.check_out()
    answer = request.getfixturevalue(who).delete(url(bob))
    assert answer.status_code == 409
    assert answer.json()["code"] == "checkout"
    assert "The shopper is at the checkout with this cart. Try again in 15 min" in answer.json()["error"]
    assert is_untouched(order, bob)


def test_words_about_a_payment_are_meant_for_staff_too(sam, bob):
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    answer = sam.delete(url(bob))
    assert answer.status_code == 409
    assert "The shopper is paying" in answer.json()["error"]
    assert "Your payment" not in answer.json()["error"]
    assert is_untouched(order, bob)


def test_lines_outside_of_the_checkout_can_be_removed(sam, stall, bob, other):
    bob.send("remove", item=stall.boots.pk)
    order = bob.check_out()
    bob.send("add", item=stall.boots.pk)
    assert sam.delete(url(bob)).status_code == 200
    order.refresh_from_db()
    assert (order.status, bob.lines) == ("pending", {other.pk: 1})


def test_after_the_checkout_ran_out_only_their_own_things_leave(sam, bob, other):
    bob.check_out()
    minutes_pass(16)
    assert sam.delete(url(bob)).status_code == 200
    assert bob.lines == {other.pk: 1}


def test_the_shopper_sees_shop_lines_and_reason_until_the_next_change(sam, stall, bob):
    assert sam.delete(f"{url(bob)}?reason=Broken+in+the+store").status_code == 200
    page = text(bob.get("/cart/"))
    assert f"{stall.shop.name} removed Boots from your cart: Broken in the store" in page
    assert "Sam" not in page
    bob.send("add", item=stall.socks.pk)
    assert "removed Boots" not in text(bob.get("/cart/"))


def test_without_a_reason_it_says_so(sam, stall, bob):
    sam.delete(url(bob))
    assert f"{stall.shop.name} removed Boots from your cart and gave no reason" in text(bob.get("/cart/"))


def test_a_cart_closed_by_a_removal_shows_shop_and_reason(sam, stall):
    bob = Browser()
    bob.send("add", item=stall.boots.pk)
    sam.delete(f"{url(bob)}?reason=Recalled")
    assert f"{stall.shop.name} removed Boots from your cart: Recalled" in text(bob.get("/cart/"))


def test_the_platforms_staff_is_named_as_the_sites(admin, bob):
    admin.delete(f"{url(bob)}?reason=Fraud")
    assert "The site’s staff emptied your cart: Fraud" in text(bob.get("/cart/"))


def test_a_stranger_reads_nothing_of_it(sam, bob):
    sam.delete(f"{url(bob)}?reason=Recalled")
    assert "Recalled" not in text(Browser().get("/cart/"))


@pytest.mark.parametrize("reason", ["x" * 201, "a%0Ab", "%E2%80%AEevil"])
def test_a_reason_is_one_line_of_moderate_length(sam, bob, reason):
    answer = sam.delete(f"{url(bob)}?reason={reason}")
    assert (answer.status_code, answer.json()["field"], len(bob.lines)) == (400, "reason", 2)


@pytest.mark.django_db(transaction=True)
def test_a_checkout_and_the_staff_at_once_either_keep_it_whole_or_leave_it_out(stall):
    for _ in range(5):
        shopper, other = cast.guest(), cast.item(stock=50)
        cart = filled(shopper, (stall.boots, 1), (other, 1))
        start = partial(check_out_cart, shopper, key=cast.key())
        order, taken = run_together(start, partial(cart.remove_items_of, stall.shop, by=stall.sam))
        assert isinstance(order, Order), order
        held = set(Hold.objects.filter(order=order).values_list("item", flat=True))
        assert order.status == "pending"
        assert held == ({other.pk} if taken is None else {stall.boots.pk, other.pk})
