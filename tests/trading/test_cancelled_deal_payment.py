"""A buyer who cancels the payment of a deal returns to its order, not to a cart."""

import pytest

from tests import cast
from tests.trading import rooms
from tests.trading.conftest import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_cancelling_a_deal_leads_to_its_order_and_says_nothing_of_a_cart():
    room = rooms.negotiating(cast.item(stock=2), quantity=2)
    order = room.trade.accept(by=room.bob, version=1)
    page = Browser(room.bob, room).client.post(f"/checkout/{order.number}/cancel/", follow=True)
    assert page.redirect_chain[-1][0] == order.get_absolute_url()
    text = page.content.decode()
    assert "Your checkout was cancelled. Nothing was charged." in text
    assert "your cart was kept" not in text
