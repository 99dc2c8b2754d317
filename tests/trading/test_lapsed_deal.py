"""A deal not paid in time: its units are released, the trade says so, and the payment page leads back."""

import pytest

from marketplace.gateways.fake import PAYS
from marketplace.models import Item, Order
from tests import cast
from tests.trading import rooms
from tests.trading.conftest import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def lapsed():
    """A deal about two crates that was not paid in time."""
    item = cast.item(stock=2)
    room = rooms.negotiating(item, quantity=2)
    order = room.trade.accept(by=room.bob, version=1)
    assert Item.objects.with_available().get(pk=item.pk).available == 0
    Order.objects.filter(pk=order.pk).update(expires_at=order.created_at)
    Order.objects.expire_due()
    room.trade.refresh_from_db()
    return room


def test_held_units_can_be_bought_again(lapsed):
    assert Item.objects.with_available().get(product__items=lapsed.trade.item).available == 2


def test_both_read_in_the_room_that_time_ran_out(lapsed):
    for user in (lapsed.alice, lapsed.bob):
        page = Browser(user, lapsed).look().content.decode()
        assert "The deal was not paid in time" in page
        assert "The stock was released" in page


def test_the_payment_page_leads_back_to_the_room(lapsed):
    page = Browser(lapsed.bob, lapsed).client.get(f"/checkout/{lapsed.trade.order.number}/")
    assert f'href="{lapsed.trade.get_absolute_url()}"' in page.content.decode()


def test_nothing_is_paid_for_it_any_more(lapsed):
    form = {"method": PAYS, "key": cast.key(), **cast.ADDRESS}
    Browser(lapsed.bob, lapsed).client.post(f"/checkout/{lapsed.trade.order.number}/pay/", form)
    assert Order.objects.get(pk=lapsed.trade.order_id).status == "expired"


def test_an_order_of_the_cart_that_lapsed_leads_to_no_room(client):
    bob = cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    Order.objects.filter(pk=order.pk).update(expires_at=order.created_at)
    client.force_login(bob)
    page = client.get(f"/checkout/{order.number}/").content.decode()
    assert "Your time to pay is over" in page
    assert "/trades/TR-" not in page
