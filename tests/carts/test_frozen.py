"""The cart is locked during a payment; a declined card unlocks it."""

import pytest

from marketplace.gateways.fake import CONFIRMS, DECLINES
from marketplace.orders.settlement import confirm_payment
from tests import cast
from tests.carts.browsers import Browser, filled, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def paying(bob, item):
    """Bob's order, waiting for the bank's confirmation."""
    order = bob.check_out()
    bob.pay(order, method=CONFIRMS)
    return order


@pytest.mark.parametrize(("verb", "more"), [("change", {"quantity": 1}), ("remove", {}), ("add", {}), ("empty", {})])
def test_nothing_changes_while_paying(bob, item, paying, verb, more):
    before = bob.lines
    answer = bob.send(verb, item=item.pk, **more)
    assert answer.status_code == 409
    assert "payment for these items is in progress" in text(answer)
    assert bob.lines == before


def test_a_declined_card_gives_the_cart_back(bob, item):
    bob.pay(bob.check_out(), method=DECLINES)
    assert bob.send("change", item=item.pk, quantity=1).status_code == 302
    assert bob.lines == {item.pk: 1}


def test_a_payment_called_off_gives_the_cart_back(bob, item, paying):
    confirm_payment(paying.payments.get(), approved=False)
    assert bob.send("remove", item=item.pk).status_code == 302
    assert bob.lines == {}


def test_signing_in_still_brings_things_along(item):
    bob = cast.person("Bob Buyer")
    filled(cast.member(bob), (item, 1))
    paying, other = Browser(), Browser()
    paying.sign_in(bob)
    paying.pay(paying.check_out(), method=CONFIRMS)
    more = cast.item()
    other.send("add", item=more.pk, quantity=1)
    other.sign_in(bob)
    assert other.lines == {item.pk: 1, more.pk: 1}
