"""A shop closes when its owner's account is deleted; open orders prevent the deletion."""

import pytest
from django.urls import reverse

from marketplace.accounts.account_deletion import delete_account
from marketplace.errors import Refused
from marketplace.models import Item, Product, Shipment, Shop
from marketplace.orders.settlement import settle_order
from tests import cast
from tests.carts.browsers import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def alice():
    return cast.person("Alice Seller")


@pytest.fixture
def shop(alice):
    shop = cast.shop(alice)
    shop.staff.add(cast.person("Sam Staff"))
    return shop


def test_it_closes_and_keeps_its_name(alice, shop):
    item = cast.item(in_shop=shop)
    sold = cast.product(in_shop=shop, status=Product.Status.SOLD)
    sam = shop.staff.get()
    delete_account(alice)
    shop.refresh_from_db()
    assert shop.closed_at
    assert not Shop.objects.run_by(alice).exists()
    assert not Shop.objects.run_by(sam).exists()
    assert set(shop.products.values_list("status", flat=True)) == {Product.Status.DRAFT}
    assert Item.objects.get(pk=item.pk).on_hand == 0
    assert Browser().get(reverse("marketplace:product", args=[sold.slug])).status_code == 404


def test_other_shops_stay_open(alice, shop):
    other = cast.product()
    delete_account(alice)
    other.refresh_from_db()
    assert (other.status, other.shop.closed_at) == (Product.Status.ACTIVE, None)


def test_not_while_a_parcel_is_owed(alice, shop):
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1), (cast.item(), 1))
    with pytest.raises(Refused, match="1 order waits for a parcel"):
        delete_account(alice)
    alice.refresh_from_db()
    assert (alice.is_active, alice.show_purchase_activity) == (True, True)
    Shipment.objects.send(order, shop, by=alice)
    delete_account(alice)


def test_a_refund_settles_it_as_well(alice, shop):
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1))
    order.refund(order.lines.all(), by=alice)
    delete_account(alice)
    assert Shop.objects.get(pk=shop.pk).closed_at


def test_not_while_somebody_is_at_the_checkout(alice, shop):
    order = cast.pending_order(cast.guest(), (cast.item(in_shop=shop), 1))
    with pytest.raises(Refused, match="at the checkout"):
        delete_account(alice)
    order.cancel()
    delete_account(alice)


def test_staff_may_leave_whatever_is_owed(shop):
    cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1))
    delete_account(shop.staff.get())
    assert not shop.staff.exists()


def test_a_payment_that_comes_too_late_finds_nothing_and_goes_back(alice, shop):
    order = cast.pending_order(cast.guest(), (cast.item(in_shop=shop), 1))
    payment = cast.attempt_payment(order, "test-declined")
    order.lapse(order.Status.EXPIRED)
    delete_account(alice)
    settle_order(payment)
    payment.refresh_from_db()
    assert payment.status == "refunding"
