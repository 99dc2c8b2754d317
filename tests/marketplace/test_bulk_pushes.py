"""A change of hundreds of products in one transaction is pushed in a few messages."""

import pytest

from marketplace.accounts.account_deletion import close_shop
from marketplace.models import Product
from marketplace.signals import stock_changed
from tests import cast
from tests.fresh_page import capture_published

pytestmark = pytest.mark.django_db

MANY = 60


@pytest.fixture
def items():
    """Many items on sale in one shop."""
    first = cast.item(stock=3)
    return [first, *(cast.item(in_shop=first.product.shop, stock=3) for _ in range(MANY - 1))]


def sent_by(event):
    """Return how many messages an event sends, and the topics of all of them."""
    pushed = capture_published(event)
    topics = [each.get("topic", group) for group, message in pushed for each in message.get("many", [message])]
    return len(pushed), set(topics)


def topics_of(items):
    products = [item.product_id for item in items]
    of_products = {f"{name}.{pk}" for name in ("stock", "card") for pk in products}
    return of_products | {f"line.{item.pk}" for item in items}


def test_a_shop_that_closes(items):
    count, topics = sent_by(lambda: close_shop(items[0].product.shop))
    assert topics >= topics_of(items) | {f"gallery.{item.product_id}" for item in items}
    assert count < 20


def test_stock_of_many_things(items):
    count, topics = sent_by(lambda: stock_changed.send_robust(sender=Product, items=items))
    assert topics >= topics_of(items)
    assert count < 10
