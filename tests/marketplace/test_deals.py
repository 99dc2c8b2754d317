"""A deal is an order at the agreed price: it holds its stock for its own time, and nothing computes the price again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from activity.models import PurchaseActivity
from marketplace.accounts.visitors import Shopper
from marketplace.errors import CheckoutRefused
from marketplace.models import Hold, Item, Order, Product, SaleFact
from marketplace.orders.deals import Deal
from tests import cast

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


def deal(buyer, item, quantity=2, price="30.00"):
    return Deal(buyer, item.product.shop, item.product.title, Decimal(price), quantity, item)


def about_nothing_listed(buyer):
    return Deal(buyer, cast.shop(), "The whole back room", Decimal("120.00"), 3)


def test_it_costs_what_was_agreed_whatever_the_listing_says_by_then(bob):
    item = cast.item()
    order = deal(bob, item).place(hold=HALF_AN_HOUR)
    Product.objects.update(price=Decimal("99.00"))
    cast.attempt_payment(order)
    assert (order.status, order.total) == ("paid", Decimal("60.00"))
    assert (order.lines.get().unit_price, SaleFact.objects.get().amount) == (Decimal("30.00"), Decimal("60.00"))


def test_it_holds_its_stock_for_the_time_it_was_given(bob):
    item = cast.item(stock=3)
    order = deal(bob, item).place(hold=HALF_AN_HOUR)
    assert order.expires_at - order.created_at == pytest.approx(HALF_AN_HOUR, abs=timedelta(seconds=2))
    assert (Hold.objects.get().quantity, Hold.objects.get().expires_at) == (2, order.expires_at)
    with pytest.raises(CheckoutRefused, match="Only 1 of"):
        cast.pending_order(cast.guest(), (item, 2))


def test_renewed_it_has_its_own_time_again(bob):
    order = deal(bob, cast.item()).place(hold=HALF_AN_HOUR)
    before = order.expires_at
    order.renew()
    order.refresh_from_db()
    assert order.expires_at >= before


def test_with_too_little_stock_it_says_how_many_are_left(bob):
    with pytest.raises(CheckoutRefused) as refused:
        deal(bob, cast.item(stock=1)).place(hold=HALF_AN_HOUR)
    assert refused.value.problems[0].left == 1
    assert not Order.objects.exists()


def test_more_than_a_cart_takes_can_be_agreed_on(bob, settings):
    settings.MAX_LINE_QUANTITY = 2
    assert deal(bob, cast.item(stock=50), quantity=40).place(hold=HALF_AN_HOUR).lines.get().quantity == 40


def test_the_limit_per_shopper_counts_what_was_bought_in_the_shop(bob):
    item = cast.item(limit_per_shopper=2)
    cast.paid_order(cast.member(bob), (item, 1))
    with pytest.raises(CheckoutRefused, match="at most 2 per shopper"):
        deal(bob, item, quantity=2).place(hold=HALF_AN_HOUR)


def test_the_limit_per_shopper_counts_deals_in_the_shop(bob):
    item = cast.item(limit_per_shopper=2)
    deal(bob, item, quantity=2).place(hold=HALF_AN_HOUR)
    with pytest.raises(CheckoutRefused, match="at most 2 per shopper"):
        cast.pending_order(cast.member(bob), (item, 1))


def test_nobody_buys_from_their_own_shop():
    item = cast.item()
    with pytest.raises(CheckoutRefused, match="your own shop"):
        deal(item.product.shop.owner, item).place(hold=HALF_AN_HOUR)


def test_a_checkout_of_the_cart_neither_replaces_nor_resumes_it(bob):
    item = cast.item()
    agreed = deal(bob, item, quantity=1).place(hold=HALF_AN_HOUR)
    ordinary = cast.pending_order(Shopper(bob, "0" * 32), (item, 1))
    agreed.refresh_from_db()
    assert (agreed.status, ordinary.status, ordinary.pk != agreed.pk) == ("pending", "pending", True)


def test_without_a_listing_it_is_paid_and_refunded_and_moves_no_stock(bob):
    order = about_nothing_listed(bob).place(hold=HALF_AN_HOUR)
    assert not Hold.objects.exists()
    cast.attempt_payment(order)
    line = order.lines.get()
    assert (order.status, line.title, line.product, line.amount) == ("paid", "The whole back room", None, 360)
    order.refund([line], by=None)
    order.refresh_from_db()
    assert (order.status, SaleFact.objects.count()) == ("refunded", 2)
    assert not Item.objects.exists()


def test_unpaid_it_lapses_and_frees_what_it_held(bob):
    item = cast.item(stock=2)
    order = deal(bob, item).place(hold=timedelta(seconds=-1))
    Order.objects.expire_due()
    order.refresh_from_db()
    assert (order.status, Hold.objects.count()) == ("expired", 0)


def test_others_learn_where_a_private_deal_was_made_and_nothing_else_of_it(bob):
    cast.attempt_payment(about_nothing_listed(bob).place(hold=HALF_AN_HOUR))
    activity = PurchaseActivity.objects.recent()[0]
    assert activity.toast.title == f"something by private deal at {activity.order_line.shop.name}"
    assert (activity.toast.url, activity.toast.amount) == ("", None)


def test_every_page_of_an_order_shows_what_is_in_no_catalogue(bob, client):
    order = about_nothing_listed(bob).place(hold=HALF_AN_HOUR)
    client.force_login(bob)
    pages = [f"/checkout/{order.number}/", order.get_absolute_url(), "/orders/"]
    assert {client.get(page).content.count(b"The whole back room") > 0 for page in pages} == {True}
    cast.attempt_payment(order)
    shop = order.lines.get().shop
    client.force_login(shop.owner)
    desk = [f"/desk/{shop.slug}/orders/", f"/desk/{shop.slug}/orders/{order.number}/", "/activity/"]
    assert [client.get(page).status_code for page in desk] == [200] * 3
    assert "The whole back room" not in client.get("/activity/").content.decode()
