"""An offer on a product opens a trade at the list price with the buyer's counter-offer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.accounts.account_deletion import delete_account
from marketplace.errors import Refused
from marketplace.models import Product
from tests import cast
from tests.trading import rooms
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


def offer(bob, item, price="40.00", quantity=1, **given):
    return Trade.objects.offer(bob, item, price=Decimal(price), quantity=quantity, **given)


def test_it_opens_a_room_at_the_list_price_with_the_counter_offer(bob):
    item = cast.item(price=Decimal("49.90"))
    trade = offer(bob, item, quantity=2, note="For my sister.")
    assert (trade.status, trade.seller, trade.buyer) == ("negotiating", item.product.shop.owner, bob)
    assert (trade.terms_now.number, trade.terms_now.price, trade.terms_now.quantity) == (1, Decimal("49.90"), 2)
    assert (trade.counter_offers.get().price, trade.counter_offers.get().note) == (40, "For my sister.")
    assert list(trade.events.values_list("kind", "by")) == [("created", bob.pk), ("countered", bob.pk)]


def test_only_terms_of_the_seller_can_be_accepted(bob):
    trade = offer(bob, cast.item(price=Decimal("49.90")))
    assert trade.accept(by=bob, version=1).total == Decimal("49.90")


def test_applied_it_is_accepted_at_the_price_that_was_offered(bob):
    trade = offer(bob, cast.item())
    trade.apply(by=trade.seller, counter=1)
    assert trade.accept(by=bob, version=2).total == 40


def test_a_second_offer_for_the_item_is_made_in_the_same_room(bob):
    item = cast.item()
    first, second = offer(bob, item), offer(bob, item, price="42.00")
    assert (first, second.counter_offers.count()) == (second, 2)


def test_after_the_first_room_ran_out_of_time_there_is_another(bob):
    item = cast.item()
    first = offer(bob, item)
    rooms.age(rooms.Room(first, first.seller, bob, ""), by=timedelta(days=1, minutes=1))
    second = offer(bob, item)
    first.refresh_from_db()
    assert (first.status, second.status) == ("expired", "negotiating")


def test_another_buyer_has_a_room_of_their_own(bob):
    item = cast.item()
    assert offer(bob, item) != offer(cast.person("Carol Buyer"), item)


@pytest.mark.parametrize(
    ("field", "given"), [("price", {"price": "49.90"}), ("price", {"price": "0"}), ("quantity", {"quantity": 0})]
)
def test_an_invalid_offer_is_refused_and_opens_no_trade(bob, field, given):
    with pytest.raises(Refused) as refused:
        offer(bob, cast.item(), **given)
    assert (refused.value.field, Trade.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    "about", [{"stock": 0}, {"status": Product.Status.DRAFT}, {"released_at": None}, {"status": Product.Status.SOLD}]
)
def test_unavailable_products_take_no_offers(bob, about):
    with pytest.raises(Refused):
        offer(bob, cast.item(**about))
    assert not Trade.objects.exists()


def test_sellers_cannot_make_offers_on_their_own_products():
    item = cast.item()
    with pytest.raises(Refused, match="your own shop"):
        offer(item.product.shop.owner, item)


def test_offers_are_rate_limited(bob, settings):
    settings.TRADE_MAX_OFFERS = 2
    for _ in range(2):
        offer(bob, cast.item())
    with pytest.raises(Refused, match="2 offers open"):
        offer(bob, cast.item())


def test_the_same_form_sent_twice_opens_one_trade():
    alice = cast.shop().owner
    given: dict[str, Any] = {"title": "Oranges", "price": Decimal(1), "quantity": 1, "key": "the-same-form"}
    assert Trade.objects.open_by(alice, **given) == Trade.objects.open_by(alice, **given)
    assert Trade.objects.count() == 1


def test_only_shop_owners_open_a_trade(bob):
    with pytest.raises(Refused, match="Open a shop first"):
        Trade.objects.open_by(bob, title="Oranges", price=Decimal(1), quantity=1)


def test_products_of_another_shop_cannot_be_traded():
    with pytest.raises(Refused, match="not from your shop"):
        Trade.objects.open_by(cast.shop().owner, title="x", price=Decimal(1), quantity=1, item=cast.item())


def test_deleting_an_account_ends_its_trades(bob):
    offered, other = offer(bob, cast.item()), rooms.negotiating()
    delete_account(bob)
    offered.refresh_from_db()
    assert (offered.status, offered.events.last().text) == ("rejected", "Account deleted.")
    delete_account(other.alice)
    assert other.fresh().status == "withdrawn"
