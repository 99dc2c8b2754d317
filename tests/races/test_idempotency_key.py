"""One checkout form sent many times at once is one order."""

import pytest

from marketplace.models import CheckoutKey, Hold, Order
from marketplace.orders.checkout import check_out_items
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_posts_of_one_key_give_one_order_and_again_later():
    bob, item, key = cast.guest(), cast.item(stock=100), cast.key()

    def send() -> Order:
        return check_out_items(bob, [(item.pk, 2)], key=key)

    outcomes = run_together(*(send for _ in range(50)))
    assert set(outcomes) == {Order.objects.get()}
    assert send() == Order.objects.get()
    assert (Hold.objects.count(), CheckoutKey.objects.count()) == (1, 1)


def test_two_tabs_with_forms_of_their_own_hold_the_things_once():
    bob, item = cast.guest(), cast.item(stock=100)
    outcomes = run_together(*(lambda: cast.pending_order(bob, (item, 2)) for _ in range(10)))
    assert len(set(outcomes)) == 1, outcomes
    assert Hold.objects.get().quantity == 2
