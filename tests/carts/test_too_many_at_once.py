"""An addition over the limit of a line is refused with the number that can still be added."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import text

pytestmark = pytest.mark.django_db


def refusal(bob, item, quantity):
    """Add more of the item and return the response."""
    answer = bob.post(reverse("carts:add"), {"item": item.pk, "quantity": quantity})
    assert answer.status_code == 422
    return text(answer)


def test_units_in_the_cart_are_counted_and_the_rest_named(bob, settings):
    settings.MAX_LINE_QUANTITY = 20
    item = cast.item(stock=90)
    bob.send("add", item=item.pk, quantity=3)
    assert "You have 3 in your cart, and 20 is the most: add up to 17." in refusal(bob, item, 20)
    assert bob.lines == {item.pk: 3}


def test_a_full_line_takes_no_more(bob, settings):
    settings.MAX_LINE_QUANTITY = 20
    item = cast.item(stock=90)
    bob.send("add", item=item.pk, quantity=20)
    assert "You have 20 in your cart, and 20 is the most." in refusal(bob, item, 1)


def test_with_nothing_in_the_cart_the_range_is_named(bob, settings):
    settings.MAX_LINE_QUANTITY = 20
    assert "must be 1 to 20" in refusal(bob, cast.item(stock=90), 21)
