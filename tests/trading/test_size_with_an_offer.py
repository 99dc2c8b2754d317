"""The size under negotiation stays in the form after the negotiation ended."""

from decimal import Decimal

import pytest

from marketplace.errors import Refused
from marketplace.models import Item
from tests import cast
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def boots():
    return cast.product(stock={"S": 5, "M": 5}, title="Boots")


@pytest.fixture
def seller(client, boots):
    client.force_login(boots.shop.owner)
    client.raise_request_exception = False
    return client


def offer(item):
    bob = cast.person("Bob Buyer")
    return Trade.objects.offer(bob, item, price=Decimal("1.00"), quantity=1)


def without_small(seller, boots):
    small, middle = boots.items.all()
    return seller.post(
        product_url(boots), {**product_details(), **size_rows(size_row(small, DELETE="on"), size_row(middle))}
    )


@pytest.mark.parametrize("ending", ["negotiating", "rejected", "withdrawn", "expired"])
def test_the_form_says_why_it_stays(seller, boots, ending):
    offer(boots.items.first())
    Trade.objects.update(status=ending)
    page = without_small(seller, boots)
    assert page.status_code == 422
    assert "This size is part of a trade" in page.content.decode()
    assert Item.objects.count() == 2


def test_a_size_without_a_negotiation_is_deleted(seller, boots):
    offer(boots.items.last())
    assert without_small(seller, boots).status_code == 302
    assert [item.label for item in boots.items.all()] == ["M"]


def test_a_new_offer_on_a_size_that_is_gone_is_refused(client, boots):
    small = boots.items.first()
    bob = cast.person("Bob Buyer")
    Item.objects.filter(pk=small.pk).delete()
    with pytest.raises(Refused):
        Trade.objects.offer(bob, small, price=Decimal("1.00"), quantity=1)
