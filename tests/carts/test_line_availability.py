"""Changes of availability reach open cart pages, and only real holds count as scarcity."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from carts.live import render_line
from marketplace.models import Hold, Order, Product
from tests import cast
from tests.carts.browsers import text
from tests.fresh_page import capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(stock=3)


def shown(item):
    html = render_line(str(item.pk))
    assert html
    return html


def topics(event):
    return [topic for topic, _ in capture_pushes(event)]


def buy(item):
    cast.paid_order(cast.guest(), (item, 1))


def hold(item):
    cast.pending_order(cast.guest(), (item, 1))


def lapse(item):
    Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Order.objects.expire_due()


def refund(item):
    order = Order.objects.get()
    order.refund(order.lines.all(), by=None)


def restock(item):
    item.restock(9, expected=3)


def mark_sold(item):
    item.product.mark_sold()


def withdraw(item):
    item.product.withdraw()


@pytest.mark.parametrize(
    ("before", "event"),
    [(None, buy), (None, hold), (hold, lapse), (buy, refund), (None, restock), (None, mark_sold), (None, withdraw)],
)
def test_changes_of_an_item_are_pushed_to_carts_with_it_only(item, before, event):
    other = cast.item()
    if before:
        before(item)
    pushed_topics = topics(lambda: event(item))
    assert f"line.{item.pk}" in pushed_topics
    assert f"line.{other.pk}" not in pushed_topics


def test_units_held_by_others_are_shown_with_the_end_of_the_hold(item):
    hold(item)
    Hold.objects.update(expires_at=timezone.now() + timedelta(minutes=7))
    words = shown(item)
    assert "2 left, 1 held until" in words
    assert f'datetime="{Hold.objects.get().expires_at.isoformat()}"' in words


def test_a_hold_that_lapsed_counts_for_nothing_before_anybody_swept_it(item):
    hold(item)
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    words = shown(item)
    assert "3 left" in words and "held" not in words


def test_plenty_is_not_counted_out():
    words = shown(cast.item(stock=500))
    assert "left<" not in words and "500" not in words


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "sold"}, {"released_at": None}])
def test_items_that_cannot_be_bought_have_no_units_left(item, fields):
    Product.objects.update(**fields)
    assert 'data-left="0"' in shown(item)


def test_neither_owners_of_holds_nor_sold_units_are_shown(item):
    hold(item)
    order = Order.objects.get()
    words = shown(item)
    assert order.holder not in words and order.number not in words
    assert render_line("999999") is None


def test_the_cart_page_equals_the_push(bob, item):
    bob.send("add", item=item.pk)
    cast.pending_order(cast.guest(), (item, 1))
    page = bob.get("/cart/").content.decode()
    parts = shown(item).split("</p>")[:-1]
    assert len(parts) == 2 and all(part.strip() in page for part in parts)
    assert "2 left, 1 held until" in text(bob.get("/cart/facts/"))


def test_price_changes_are_pushed(item):
    Product.objects.update(price=F("price") + 1)
    assert f'data-price="{Product.objects.get().price}"' in shown(item)
