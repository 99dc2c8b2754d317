"""A purchase is pushed to every open page, to the buyer's own pages first; a private one to nobody."""

import pytest
from django.db import transaction
from django.urls import reverse

from activity.models import PurchaseActivity
from config.live.topics import Subscriber, find_topic
from marketplace.models import Order, Product
from marketplace.signals import order_paid
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_purchase_is_announced_with_all_its_toast_says(pushes):
    item = cast.item(price="1249.90", title="Trail Runner", slug="trail-runner")
    cast.paid_order(cast.guest(), (item, 1), ship_name="Jane Doe")
    [announced] = [push for push in pushes if push.topic == "toasts"]
    assert announced.name == "new_purchase"
    assert "J.D." in announced.html
    assert "€1,249.90" in announced.html
    assert f'<a href="{reverse("marketplace:product", args=["trail-runner"])}">Trail Runner</a>' in announced.html
    assert PurchaseActivity.objects.get().created_at.strftime("%Y-%m-%dT%H:%M:%S") in announced.html


def test_the_buyers_own_pages_learn_first_which_toasts_to_skip(pushes):
    buyer = cast.member()
    cast.paid_order(buyer, (cast.item(), 1))
    key = PurchaseActivity.objects.get().key
    assert [(push.topic, push.name) for push in pushes] == [
        (f"buyer.{buyer.holder}", "own_purchase"),
        ("toasts", "new_purchase"),
    ]
    assert all(key in push.html for push in pushes)


@pytest.mark.parametrize("number", [3, 12])
def test_an_order_of_several_lines_is_one_push_of_one_toast(pushes, number):
    cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(number)))
    [announced] = [push for push in pushes if push.topic == "toasts"]
    assert announced.html.count('class="toast"') == 1
    assert f"{number} things" in announced.html


def test_a_hidden_amount_is_not_pushed(pushes):
    cast.paid_order(cast.guest(), (cast.item(price="77.77", show_amount=False), 1))
    assert pushes
    assert not any("77.77" in push.html or "€" in push.html for push in pushes)


def silent_member(item):
    cast.paid_order(cast.member(cast.person("Bob", show_purchase_activity=False)), (item, 1))


def silent_guest(item):
    cast.paid_order(cast.guest(), (item, 1), show_activity=False)


def silent_member_at_checkout(item):
    cast.paid_order(cast.member(), (item, 1), show_activity=False)


def of_a_silent_product(item):
    Product.objects.update(show_in_activity=False)
    cast.paid_order(cast.guest(), (item, 1))


def unpaid(item):
    cast.pending_order(cast.guest(), (item, 1))


@pytest.mark.parametrize(
    "purchase", [silent_member, silent_guest, silent_member_at_checkout, of_a_silent_product, unpaid]
)
def test_private_fields_are_not_pushed(purchase, pushes, client):
    item = cast.item(title="Secret Thing")
    purchase(item)
    assert pushes == []
    assert not PurchaseActivity.objects.recent()
    assert "Secret Thing" not in client.get("/activity/").text + client.get("/activity/recent/").text


def test_a_purchase_of_a_deleted_account_is_not_shown_as_a_guests(pushes):
    shopper = cast.member()
    order = cast.paid_order(shopper, (cast.item(), 1))
    pushes.clear()
    assert shopper.user is not None
    shopper.user.delete()
    assert not PurchaseActivity.objects.exists()
    assert PurchaseActivity.objects.repair() == 1
    assert (pushes, list(PurchaseActivity.objects.recent())) == ([], [])
    assert PurchaseActivity.objects.get(order=order).initials == ""


def test_a_toast_that_fails_never_undoes_the_sale(monkeypatch, pushes):
    monkeypatch.setattr("activity.models.purchases.new_key", None)
    monkeypatch.setattr("activity.models.purchases.PublicBuyer.of", None)
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    assert (order.status, pushes) == (Order.Status.PAID, [])
    assert not PurchaseActivity.objects.exists()


def test_a_sale_that_is_rolled_back_leaves_nothing_to_announce():
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    PurchaseActivity.objects.all().delete()
    with transaction.atomic():
        order_paid.send(sender=None, order=order)
        transaction.set_rollback(True)
    assert not PurchaseActivity.objects.exists()


def test_everybody_may_hear_of_purchases():
    assert not find_topic("toasts")[0].is_private


@pytest.mark.parametrize(
    ("subscriber", "holder", "may"),
    [
        (Subscriber(5, "d" * 32, "session"), "u-5", True),
        (Subscriber(5, "d" * 32, "session"), "u-6", False),
        (Subscriber(5, "d" * 32, "session"), "v-" + "d" * 32, False),
        (Subscriber(None, "d" * 32), "v-" + "d" * 32, True),
        (Subscriber(None, "d" * 32), "v-" + "e" * 32, False),
        (Subscriber(None, "d" * 32), "u-5", False),
        (Subscriber(None, None), "", False),
    ],
)
def test_only_the_buyer_learns_which_purchases_are_their_own(subscriber, holder, may):
    topic, _ = find_topic(f"buyer.{holder}" if holder else "buyer")
    assert topic.allow is not None
    assert topic.allow(subscriber, holder) is may
