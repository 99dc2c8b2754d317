"""How many statements a purchase takes: each one is a round trip, some of them while others wait for the item."""

import pytest

from marketplace.models import Order
from tests import cast
from tests.statements import count_purchase_statements

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_purchase_takes_this_many_and_no_more():
    assert count_purchase_statements(cast.item(stock=2).pk) == {"fill": 8, "check_out": 13, "pay": 30}
    assert Order.objects.get().status == Order.Status.PAID


def test_the_last_unit_marks_the_product_sold_and_looks_at_the_shelves():
    mark, shelves = 2, 5  # after the commit
    assert count_purchase_statements(cast.item(stock=1).pk)["pay"] == 30 + mark + shelves
