"""The cart page shows the problem of each line, and a refused checkout shows all of them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from marketplace.models import Hold, Item, Order, Product
from tests import cast
from tests.carts.browsers import text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def items(bob):
    items = [cast.item(stock=5) for _ in range(3)]
    for item in items:
        bob.send("add", item=item.pk, quantity=3)
    return items


def test_each_line_shows_its_own_problem(bob, items):
    gone, few, dearer = items
    Item.objects.filter(pk=gone.pk).update(on_hand=0)
    Item.objects.filter(pk=few.pk).update(on_hand=2)
    Product.objects.filter(pk=dearer.product.pk).update(price=Decimal("55.50"))
    page = text(bob.get(reverse("carts:cart")))
    assert f"{gone} is sold out." in page
    assert f"Only 2 of {few} left." in page
    assert "Price changed: €49.90 → €55.50" in page
    assert 'disabled aria-describedby="cart-verdict"' in bob.get(reverse("carts:cart")).content.decode()


def test_checkout_lists_every_reason_and_orders_nothing(bob, items):
    gone, few, _ = items
    Item.objects.filter(pk=gone.pk).update(on_hand=0)
    Item.objects.filter(pk=few.pk).update(on_hand=2)
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'href="#line-{gone.pk}"' in page
    assert f'href="#line-{few.pk}"' in page
    assert "Nothing was ordered yet." in page
    assert (Order.objects.count(), Hold.objects.count(), len(bob.lines)) == (0, 0, 3)


def test_titles_are_shown_as_text(bob):
    item = cast.item(title="<script>alert(1)</script>")
    bob.send("add", item=item.pk)
    for url in (reverse("carts:cart"), reverse("carts:menu")):
        page = bob.get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
