"""A size is removed while somebody begins to need it: either it stays or they are refused, and nobody gets an error."""

from decimal import Decimal
from functools import partial

import pytest

from marketplace.catalogue import product_editing
from marketplace.catalogue.sizes import Size
from marketplace.errors import Refused
from marketplace.models import Item
from tests import cast
from tests.races.threads import run_together
from trading.models import Trade

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def removal(product, small, middle):
    rows = [Size("0", small.pk, small.label, small.sku, 3, 3, True), Size("1", middle.pk, "M", middle.sku, 3, 3)]
    return partial(product_editing.update_product, product, rows, {"title": product.title})


def begin_a_trade(seller, item):
    return Trade.objects.open_by(seller, title="Boots", price=Decimal("5.00"), quantity=1, item=item)


def begin_an_offer(buyer, item):
    return Trade.objects.offer(buyer, item, price=Decimal("1.00"), quantity=1)


@pytest.mark.parametrize("begin", [begin_a_trade, begin_an_offer])
def test_a_negotiation_or_the_removal_wins(begin):
    for _ in range(ROUNDS):
        product = cast.product(stock={"S": 3, "M": 3})
        small, middle = product.items.all()
        person = product.shop.owner if begin is begin_a_trade else cast.person("Bob Buyer")
        results = run_together(removal(product, small, middle), partial(begin, person, small))
        errors = [each for each in results if isinstance(each, Exception)]
        assert [type(error) for error in errors if not isinstance(error, Refused)] == []
        assert len(errors) == 1
        assert Item.objects.filter(pk=small.pk).exists() == Trade.objects.filter(item=small.pk).exists()
