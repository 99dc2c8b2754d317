"""A checkout form resubmitted after a price drop keeps the running order if no cheaper one is possible."""

import pytest

from marketplace.models import Hold, Order, Product
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.mark.parametrize("change", [{"price": "12.00"}, {"status": Product.Status.DRAFT}, {"limit_per_shopper": 1}])
def test_a_refused_replacement_leaves_the_checkout_and_its_stock(change):
    cheaper, other = cast.item(price="10.00"), cast.item(price="10.00")
    bob, key = Browser(), cast.key()
    for item in (cheaper, other):
        bob.send("add", item=item.pk, quantity=2)
    assert bob.send("checkout", key=key).status_code == 302
    Product.objects.filter(items=cheaper).update(price="5.00")
    Product.objects.filter(items=other).update(**change)
    answer = bob.send("checkout", key=key)
    assert answer.status_code == 409, text(answer)
    order = Order.objects.get()
    assert (order.status, Hold.objects.filter(order=order).count()) == (Order.Status.PENDING, 2)
    assert bob.get(f"/checkout/{order.number}/").status_code == 200
