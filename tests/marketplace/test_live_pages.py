"""Open product and order pages equal fresh ones after a push."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.visitors import Shopper
from marketplace.gateways.fake import CONFIRMS, DECLINES
from marketplace.models import Hold, Order, Product
from marketplace.orders.settlement import confirm_payment
from marketplace.signals import product_changed
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current

pytestmark = pytest.mark.django_db


def sizes(product: Product) -> str:
    return reverse("marketplace:product_sizes", args=[product.slug])


def status(order: Order) -> str:
    return reverse("marketplace:order_status", args=[order.number])


@pytest.fixture
def bob(client: Client) -> Shopper:
    """Sign Bob in and return him as a shopper."""
    user = cast.person("Bob Buyer")
    client.force_login(user)
    return Shopper(user, "0" * 32)


def age(order: Order) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=past)
    Hold.objects.filter(order=order).update(expires_at=past)


def test_units_that_get_held_change_the_level_on_an_open_product_page(client):
    item = cast.item(stock=6)
    pushed = assert_page_stays_current(client, sizes(item.product), lambda: cast.pending_order(cast.guest(), (item, 3)))
    assert pushed == {f"stock.{item.product_id}"}


def test_the_last_unit_sold_closes_an_open_product_page(client):
    item = cast.item(stock=1)
    assert assert_page_stays_current(client, sizes(item.product), lambda: cast.paid_order(cast.guest(), (item, 1)))


def test_a_hold_that_lapses_brings_the_level_back(client):
    item = cast.item(stock=3)
    order = cast.pending_order(cast.guest(), (item, 3))
    assert assert_page_stays_current(client, sizes(item.product), order.cancel)


def test_a_release_opens_a_page_that_waits_for_it(client):
    product = cast.product(stock={"S": 3, "M": 3}, released_at=None)

    def release() -> None:
        Product.objects.update(released_at=timezone.now())
        product_changed.send_robust(sender=Product, product_ids=[product.pk])

    assert assert_page_stays_current(client, sizes(product), release)


def test_another_products_sale_is_not_told(client):
    other = cast.item()
    assert_no_push(client, sizes(cast.product()), lambda: cast.paid_order(cast.guest(), (other, 1)))


def test_an_order_page_follows_payment(client, bob):
    order = cast.pending_order(bob, (cast.item(), 1))
    assert assert_page_stays_current(client, status(order), lambda: cast.attempt_payment(order)) == {
        f"order.{order.number}"
    }


@pytest.mark.parametrize("method", [DECLINES, CONFIRMS])
def test_an_order_page_follows_a_card_that_does_not_pay_at_once(client, bob, method):
    order = cast.pending_order(bob, (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    assert assert_page_stays_current(
        client, status(order), lambda: confirm_payment(payment, approved=method == CONFIRMS)
    )


def test_an_order_page_follows_expiry(client, bob):
    order = cast.pending_order(bob, (cast.item(), 1))
    age(order)
    assert assert_page_stays_current(client, status(order), Order.objects.expire_due)


def test_an_order_page_tells_of_money_that_goes_back(client, bob):
    order = cast.pending_order(bob, (cast.item(), 1))
    payment = cast.attempt_payment(order, CONFIRMS)
    order.cancel()
    assert assert_page_stays_current(client, status(order), lambda: confirm_payment(payment, approved=True))


def test_somebody_elses_order_is_not_told(client, bob):
    mine, item = cast.pending_order(bob, (cast.item(), 1)), cast.item()
    assert_no_push(client, status(mine), lambda: cast.paid_order(cast.guest(), (item, 1)))
