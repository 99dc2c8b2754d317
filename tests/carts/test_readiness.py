"""The cart page, the cart box and the checkout agree on whether a cart is ready, and on the reasons."""

from decimal import Decimal

import pytest
from django.urls import reverse

from carts.cart_summary import CartSummary
from marketplace.errors import CheckoutRefused, Problem
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Item, Product
from marketplace.orders.availability import Readiness
from marketplace.orders.settlement import confirm_payment
from tests import cast
from tests.carts.browsers import Browser, text
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
RISE, GONE = Problem(1, "price_rise", "It is dearer."), Problem(2, "sold_out", "It is gone.")


@pytest.mark.parametrize(
    ("problems", "verdict"),
    [([], "ready"), ([None], "ready"), ([RISE], "needs_consent"), ([GONE], "blocked"), ([RISE, None, GONE], "blocked")],
)
def test_the_result_follows_from_the_problems(problems, verdict):
    readiness = Readiness.after(problems)
    assert (readiness.verdict, readiness.is_ready) == (verdict, verdict == "ready")


def test_a_refusal_lists_all_problems():
    Readiness().require()
    with pytest.raises(CheckoutRefused) as refused:
        Readiness.after([RISE, GONE]).require()
    assert refused.value.problems == [RISE, GONE]


def sell_out(item):
    Item.objects.filter(pk=item.pk).update(on_hand=0)


def raise_price(item):
    Product.objects.filter(pk=item.product_id).update(price=Decimal("60.00"))


@pytest.mark.parametrize(
    ("event", "verdict", "words"),
    [
        (sell_out, "blocked", "is sold out."),
        (raise_price, "needs_consent", "now costs €60.00; you added it at €49.90."),
    ],
)
def test_page_box_and_checkout_say_the_same(bob, item, event, verdict, words):
    event(item)
    assert bob.cart.readiness.verdict == verdict
    reason = bob.cart.readiness.problems[0].message
    assert words in reason
    page, box = bob.get(reverse("carts:cart")), bob.get(reverse("carts:menu"))
    assert f'data-verdict="{verdict}"' in page.content.decode()
    assert reason in text(page) and reason in text(box)
    for shown, within in ((page, "cart"), (box, "box")):
        assert f'disabled aria-describedby="{within}-verdict"' in shown.content.decode()
    refused = bob.send("checkout", key=cast.key())
    assert (refused.status_code, reason in text(refused)) == (409, True)


def test_a_cart_that_can_be_had_is_ready_everywhere(bob, item):
    for name in ("cart", "menu"):
        shown = bob.get(reverse(f"carts:{name}")).content.decode()
        assert '-verdict"' not in shown and "disabled" not in shown


def test_the_forms_of_one_page_share_a_key_and_those_of_two_do_not(bob, item):
    keys = [set(bob.get(reverse("carts:cart")).content.decode().split('name="key" value="')[1:]) for _ in range(2)]
    one, two = ({form[:32] for form in forms} for forms in keys)
    assert len(one) == len(two) == 1 and one != two


@pytest.fixture
def paying(bob, item):
    """Bob's order, waiting for the bank's confirmation."""
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    return order


def test_while_it_is_being_paid_the_page_says_so_and_offers_no_change(bob, paying):
    assert bob.cart.readiness.verdict == "paying"
    page = bob.get(reverse("carts:cart"))
    assert "Your payment is in progress." in text(page)
    assert reverse("carts:confirm", args=[paying.number]) in page.content.decode()
    cart = normalize_html(page.content).split('<div id="cart"')[1]
    assert cart.count("disabled") >= 5


@pytest.mark.parametrize("end", ["declined", "cancelled"])
def test_a_payment_that_fails_gives_it_back(bob, paying, end):
    if end == "declined":
        confirm_payment(paying.payments.get(), approved=False)
    else:
        paying.cancel()
    assert bob.cart.readiness.is_ready
    assert bob.send("change", item=bob.cart.lines[0].item_id, quantity=1).status_code == 302


def test_units_held_by_the_own_checkout_are_shown_with_a_link_to_it(bob, item):
    order = bob.check_out()
    page = bob.get(reverse("carts:cart"))
    assert "Reserved for you until" in text(page)
    assert reverse("carts:pay_page", args=[order.number]) in page.content.decode()
    order.cancel()
    assert "Reserved for you until" not in text(bob.get(reverse("carts:cart")))


def test_another_shoppers_payment_freezes_nothing(paying):
    mallory = Browser()
    mallory.send("add", item=cast.item().pk)
    assert CartSummary.of(mallory.shopper).readiness.is_ready
