"""A price increase needs consent before the checkout; a price drop is only shown."""

from decimal import Decimal

import pytest

from carts.models import Cart, CartEvent
from marketplace.errors import CheckoutRefused
from marketplace.models import Order, Product
from marketplace.orders.checkout import check_out_items
from tests import cast
from tests.carts.browsers import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(bob):
    item = cast.item(price=Decimal("10.00"))
    bob.send("add", item=item.pk, quantity=2)
    return item


def costs(price):
    Product.objects.update(price=price)


def test_a_rise_blocks_checkout_and_says_both_prices(bob, item):
    costs("12.50")
    page = text(bob.get("/cart/"))
    assert "now costs €12.50" in page and "€10.00" in page
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 409
    assert "€12.50" in text(answer)
    assert not Order.objects.exists()


def test_a_yes_opens_checkout_at_the_new_price(bob, item):
    costs("12.50")
    assert bob.send("accept_price", item=item.pk, price="12.50").status_code == 302
    assert bob.check_out().total == Decimal("25.00")
    assert CartEvent.objects.filter(kind="agreed").count() == 1


def test_a_yes_to_a_price_that_rose_again_is_refused_with_the_new_one(bob, item):
    costs("15.00")
    answer = bob.send("accept_price", item=item.pk, price="12.50")
    assert answer.status_code == 409
    assert "€15.00" in text(answer)
    assert bob.cart.lines[0].price_seen == Decimal("10.00")


def test_a_price_that_fell_since_the_page_needs_no_other_yes(bob, item):
    costs("12.50")
    costs("11.00")
    assert bob.send("accept_price", item=item.pk, price="12.50").status_code == 302
    assert bob.check_out().total == Decimal("22.00")


def test_a_price_drop_is_shown_and_does_not_block(bob, item):
    costs("8.00")
    assert "Price changed" in text(bob.get("/cart/"))
    assert bob.check_out().total == Decimal("16.00")


def test_changing_the_quantity_is_no_yes(bob, item):
    costs("12.50")
    bob.send("change", item=item.pk, quantity=1)
    assert bob.send("checkout", key=cast.key()).status_code == 409


def test_a_rise_after_the_page_was_read_is_found_under_the_lock(bob, item):
    cart = Cart.objects.get()
    costs("12.50")
    with pytest.raises(CheckoutRefused) as refused:
        check_out_items(bob.shopper, [(item.pk, 2)], key=cast.key(), agreed=cart.lines.agreed_prices())
    assert [problem.code for problem in refused.value.problems] == ["price_rise"]


@pytest.mark.parametrize("price", ["", "abc", "-1", "NaN", "1e400", "0.001"])
def test_a_price_that_makes_no_sense_is_refused(bob, item, price):
    costs("12.50")
    assert bob.send("accept_price", item=item.pk, price=price).status_code == 422
    assert bob.cart.lines[0].price_seen == Decimal("10.00")


def test_a_price_of_a_missing_line_cannot_be_accepted(bob, item):
    assert bob.send("accept_price", item=cast.item().pk, price="1.00").status_code == 404
