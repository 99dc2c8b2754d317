"""Owner and staff see their shop's part of an order; only the owner refunds and invites staff; others get 404."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Invitation, Shipment, User
from tests import cast

pytestmark = pytest.mark.django_db
STRANGERS = ["eve", "bob"]


def read_pages(market):
    listed = ["seller_orders", "seller_orders_list", "seller_to_ship"]
    return [market.url(name) for name in listed] + [
        market.about(name) for name in ("seller_order", "seller_order_state")
    ]


def owners_pages(market):
    return [market.url("seller_shop"), market.url("seller_staff"), market.about("seller_refund")]


def test_owner_and_staff_read_orders(market):
    for who in ("alice", "sam"):
        client = market.client(who)
        assert {client.get(page).status_code for page in read_pages(market)} == {200}


@pytest.mark.parametrize("who", STRANGERS)
def test_to_strangers_no_page_is_there(market, who):
    client = market.client(who)
    assert {client.get(page).status_code for page in read_pages(market) + owners_pages(market)} == {404}


def test_an_admin_uses_the_admin(market):
    client = market.client(User.objects.create_superuser("admin@example.com", "x"))
    assert {client.get(page).status_code for page in read_pages(market) + owners_pages(market)} == {404}


def test_a_guest_is_asked_to_sign_in(market):
    answers = [Client().get(page) for page in read_pages(market) + owners_pages(market)]
    assert all(answer.status_code == 302 and "/accounts/login/" in answer["Location"] for answer in answers)


def test_staff_neither_refund_nor_hire(market):
    sam = market.client("sam")
    assert {sam.get(page).status_code for page in owners_pages(market)} == {404}
    given = {"lines": [market.order.lines.first().pk], "reason": "x", "agreed": "80.00"}
    assert sam.post(market.about("seller_refund"), given).status_code == 404
    assert sam.post(market.url("seller_staff"), {"email": "friend@example.com"}).status_code == 404
    assert not market.order.lines.filter(refund__isnull=False).exists() and not Invitation.objects.exists()


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_change_nothing(market, who):
    client = market.client(who)
    posts = [
        (market.about("seller_order_ship"), {}),
        (market.about("seller_refund"), {"lines": [market.order.lines.first().pk], "reason": "x", "agreed": "80.00"}),
        (market.url("seller_shop"), {"name": "Mine now"}),
        (market.url("seller_staff"), {"email": "bob@example.com"}),
        (market.url("seller_staff_remove", market.sam.pk), {}),
    ]
    assert {client.post(page, sent).status_code for page, sent in posts} == {404}
    assert not Shipment.objects.exists() and market.shop.staff.filter(pk=market.sam.pk).exists()


def test_another_shops_order_is_not_there(market):
    market.order = cast.paid_order(cast.guest(), (cast.item(), 1))
    alice = market.client("alice")
    assert alice.get(market.about("seller_order")).status_code == 404
    assert alice.post(market.about("seller_order_ship")).status_code == 404


def test_a_closed_shop_has_no_desk(market):
    type(market.shop).objects.filter(pk=market.shop.pk).update(closed_at="2026-01-01T00:00Z")
    assert market.client("alice").get(market.url("seller_orders")).status_code == 404


def test_shipping_and_arriving_are_posts(market):
    assert market.client("alice").get(market.about("seller_order_ship")).url == market.about("seller_order")
    parcel = Shipment.objects.send(market.order, market.shop, by=market.alice)
    address = reverse("marketplace:order_delivered", args=[market.order.number, parcel.pk])
    assert market.client("bob").get(address).url.startswith(market.order.get_absolute_url())
    parcel.refresh_from_db()
    assert parcel.delivered_at is None
