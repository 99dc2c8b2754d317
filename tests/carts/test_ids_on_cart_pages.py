"""Cart, checkout and order pages have no duplicate ids and no dangling references, in every state."""

from decimal import Decimal

import pytest

from marketplace.gateways.fake import CONFIRMS, DECLINES, PAYS
from marketplace.models import Product
from tests import cast
from tests.page_references import find_broken_pointers, find_duplicate_ids

pytestmark = pytest.mark.detail


def assert_sound(answer):
    """Assert that a page has no id twice and no pointer that leads nowhere."""
    html = answer.content.decode()
    assert html.lower().startswith("<!doctype html>")
    assert (find_duplicate_ids(html), find_broken_pointers(html)) == ([], [])


def is_dearer(bob, item):
    """Let the price rise, so that the line asks for consent."""
    Product.objects.filter(pk=item.product_id).update(price=Decimal(90))


def is_sold_out(bob, item):
    """Sell the last unit to another shopper."""
    item.product.items.update(on_hand=0)


def is_scarce(bob, item):
    """Leave two units, one of them held."""
    item.product.items.update(on_hand=3)
    cast.pending_order(cast.guest(), (item, 1))


def has_undo(bob, item):
    """Remove a line, so that the page offers to undo it."""
    bob.send("add", item=cast.item().pk, quantity=1)
    bob.send("remove", item=item.pk)


def is_checked_out(bob, item):
    """Start the checkout."""
    bob.check_out()


STATES = [is_dearer, is_sold_out, is_scarce, has_undo, is_checked_out]


@pytest.mark.parametrize("state", STATES)
def test_the_cart_is_sound_in_every_state(bob, item, state):
    state(bob, item)
    assert_sound(bob.get("/cart/"))
    assert_sound(bob.send("checkout") if state is not is_checked_out else bob.get("/cart/"))
    assert_sound(bob.send("change", item=item.pk, quantity=1000))


@pytest.mark.parametrize("method", ["", CONFIRMS, DECLINES, PAYS])
def test_checkout_and_order_are_sound_in_every_state(bob, item, method):
    order = bob.check_out()
    answer = bob.pay(order, **({"method": method} if method else {"method": "", "email": "x"}))
    assert_sound(answer if answer.status_code != 302 else bob.get(answer.url, follow=True))
    for path in (order.get_absolute_url(), f"/checkout/{order.number}/"):
        assert_sound(bob.get(path, follow=True))
