"""Old page + event = fresh page for more whole pages: catalogue, activity, orders, payment, carts at the desk."""

from decimal import Decimal

import pytest
from django.urls import reverse

from carts.models import Cart
from carts.models.codes import code_of
from marketplace.models import Product, Shipment
from marketplace.signals import product_changed
from tests import cast
from tests.carts.browsers import Browser
from tests.test_live_pages import assert_whole_page_kept, reader

pytestmark = pytest.mark.django_db


def raise_price(product):
    Product.objects.filter(pk=product.pk).update(price=Decimal("77.00"))
    product_changed.send_robust(sender=Product, product_ids=[product.pk])


def pay_all(item):
    cast.paid_order(cast.guest(), (item, 10))


def hold_all(item):
    cast.pending_order(cast.guest(), (item, 10))


CATALOGUE = {
    "sold out": pay_all,
    "held": hold_all,
    "dearer": lambda item: raise_price(item.product),
}
PUBLIC = {
    "product": lambda item: item.product.get_absolute_url(),
    "category": lambda item: item.product.category.get_absolute_url(),
    "shop": lambda item: item.product.shop.get_absolute_url(),
}


@pytest.mark.parametrize("event", ["held", "dearer"])
def test_the_first_page(event):
    item = cast.item()
    bob = reader(cast.person("Bob Buyer"))
    assert_whole_page_kept(bob, "/", lambda: CATALOGUE[event](item))


@pytest.mark.parametrize("page", PUBLIC)
@pytest.mark.parametrize("event", CATALOGUE)
def test_pages_of_the_catalogue(event, page):
    item = cast.item()
    client = reader(cast.person("Bob Buyer"))
    address = PUBLIC[page](item)
    assert_whole_page_kept(client, address, lambda: CATALOGUE[event](item))


def test_activity_follows_a_purchase():
    item = cast.item()
    cast.paid_order(cast.guest(), (cast.item(), 1))
    bob = reader(cast.person("Bob Buyer"))
    assert_whole_page_kept(bob, "/activity/", lambda: cast.paid_order(cast.guest(), (item, 1), show_activity=True))


LISTED = {
    "paid": lambda order, shop: cast.attempt_payment(order),
    "cancelled": lambda order, shop: order.cancel(),
}


@pytest.mark.parametrize("event", LISTED)
def test_the_list_of_ones_orders(event):
    item, bob = cast.item(), cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (item, 1))
    assert_whole_page_kept(reader(bob), "/orders/", lambda: LISTED[event](order, item.product.shop))


def test_the_list_of_ones_orders_when_one_is_sent():
    item, bob = cast.item(), cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (item, 1))
    shop = item.product.shop
    assert_whole_page_kept(reader(bob), "/orders/", lambda: Shipment.objects.send(order, shop, by=None, carrier="DHL"))


def test_the_payment_page_follows_more_time():
    item, bob = cast.item(), Browser()
    bob.send("add", item=item.pk, quantity=2)
    order = bob.check_out()
    assert_whole_page_kept(bob, reverse("carts:pay_page", args=[order.number]), order.renew)


CART = {
    "changed": lambda cart, item: cart.change(item.pk, 5),
    "emptied": lambda cart, item: cart.empty(),
    "closed": lambda cart, item: cart.close(),
    "bought elsewhere": lambda cart, item: cast.paid_order(cast.guest(), (item, 9)),
}


@pytest.mark.parametrize("event", CART)
def test_the_page_of_one_cart_at_the_desk(event):
    item, bob = cast.item(), Browser()
    bob.send("add", item=item.pk, quantity=2)
    cart = Cart.objects.get_open(bob.shopper)
    page = reverse("carts:shop_cart", args=[item.product.shop.slug, code_of(cart.name)])
    assert_whole_page_kept(reader(item.product.shop.owner), page, lambda: CART[event](cart, item))


@pytest.mark.parametrize("event", ["changed", "emptied", "closed"])
def test_the_platforms_carts(event):
    item, bob = cast.item(), Browser()
    bob.send("add", item=item.pk, quantity=2)
    cart = Cart.objects.get_open(bob.shopper)
    staff = reader(cast.person("Olga Office", is_staff=True, is_superuser=True))
    assert_whole_page_kept(staff, "/live-carts/", lambda: CART[event](cart, item))
