"""A size restocked during the sale of another size's last unit can be bought."""

import pytest

from marketplace.models import Item, Order, Product
from tests import cast
from tests.races.test_stale_reads import while_open

pytestmark = pytest.mark.django_db(transaction=True)


def two_sizes() -> tuple[Order, Order]:
    product = cast.product(stock={"S": 1, "M": 1})
    small, medium = product.items.order_by("pk")
    return cast.paid_order(cast.guest(), (small, 1)), cast.pending_order(cast.guest(), (medium, 1))


def test_a_refund_beside_the_sale_of_the_last_other_size_leaves_the_listing_on_sale():
    sold, wanted = two_sizes()
    outcomes = while_open(
        lambda: sold.refund(sold.lines.all(), by=None), lambda: cast.attempt_payment(wanted).status, seconds=3
    )
    assert outcomes[1] == "captured"
    assert sum(Item.objects.values_list("on_hand", flat=True)) == 1
    assert Product.objects.get().status == Product.Status.ACTIVE


def test_a_restock_beside_it_does_too():
    sold, wanted = two_sizes()
    small = sold.lines.get().item
    assert small
    _, paid = while_open(lambda: small.restock(4, expected=0), lambda: cast.attempt_payment(wanted).status, seconds=3)
    assert paid == "captured"
    assert Product.objects.get().status == Product.Status.ACTIVE


def test_a_refund_that_waits_for_that_sale_puts_the_listing_on_sale_again():
    sold, wanted = two_sizes()
    while_open(lambda: cast.attempt_payment(wanted), lambda: sold.refund(sold.lines.all(), by=None), seconds=3)
    assert Product.objects.get().status == Product.Status.ACTIVE
