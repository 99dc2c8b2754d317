"""A thousand carts with five changes a second: a staff page receives only the changed rows."""

import re
import time
import uuid

import pytest
from django.test import Client

from carts.models import Cart, CartLine
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CARTS, A_SECOND, SECONDS = 1000, 5, 6


def test_at_most_the_changed_rows_are_pushed(visit, settings):
    shop, sam = cast.shop(), cast.person("Sam Staff")
    shop.staff.add(sam)
    item, more = (cast.item(in_shop=shop, stock=100_000) for _ in range(2))
    carts = Cart.objects.bulk_create(Cart(holder=f"v-{uuid.uuid4().hex}") for _ in range(CARTS))
    CartLine.objects.bulk_create(
        CartLine(cart=cart, item=item, quantity=1, price_seen=item.product.price) for cart in carts
    )
    client = Client()
    client.force_login(sam)
    page = visit(session_key=client.session.session_key)
    topic = f"live-carts.{shop.pk}"
    assert page.listen(topic, user_id=sam.pk)[topic] in {"live", "stale"}

    changed: list[str] = []
    for number in range(A_SECOND * SECONDS):
        cart = Cart.objects.get(pk=carts[number * 7 % CARTS].pk)
        cart.add(more.pk)
        changed.append(cart.code)
        time.sleep(1 / A_SECOND)
    frames: list[str] = []
    while sum(frame.count('class="live-cart"') for frame in frames) < len(changed):
        frames.append(page.hear("html", timeout=10)["html"])
    rows = [code for frame in frames for code in re.findall(r'id="cart-([0-9A-F-]{11})"', frame)]
    assert sorted(rows) == sorted(changed)
    assert len(frames) <= len(changed)
    assert page.hears_nothing(1.5)
    # The totals over all carts come with each frame.
    assert max(map(len, frames)) < 40_000
