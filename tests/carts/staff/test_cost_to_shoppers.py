"""Open staff pages cost a shopper's change no query, and one push for each page's topic."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def statements(bob, item):
    with CaptureQueriesContext(connection) as seen:
        bob.send("add", item=item.pk)
    return len(seen)


def test_pushes_to_staff_add_no_query(bob, stall, monkeypatch):
    statements(bob, stall.boots)
    queries = statements(bob, stall.boots)
    monkeypatch.setattr("carts.models.cart.push_live_cart", lambda name, shops: None)
    assert statements(bob, stall.boots) == queries


def test_each_shop_in_the_cart_and_the_platform_get_one_push(bob, stall, pushed_topics):
    other = cast.item()
    bob.send("add", item=other.pk)
    pushed_topics.clear()
    bob.send("add", item=stall.boots.pk)
    desks = [topic for topic in pushed_topics if topic.startswith("live-carts.")]
    assert sorted(desks) == sorted(f"live-carts.{key}" for key in ("all", stall.shop.pk, other.shop_id))
