"""Amounts are kept with all the decimals of the currency, from the price to the refund."""

from decimal import Decimal

import pytest

from marketplace.models import OrderLine, Payment, Product, SaleFact
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_purchase_in_dinars_keeps_its_thousandths(settings):
    settings.CURRENCY = "KWD"
    order = cast.paid_order(cast.guest(), (cast.item(price=Decimal("1.234")), 3))
    line = OrderLine.objects.get()
    assert (line.unit_price, line.amount, order.total) == (Decimal("1.234"), Decimal("3.702"), Decimal("3.702"))
    assert (Payment.objects.get().amount, SaleFact.objects.get().amount) == (Decimal("3.702"), Decimal("3.702"))
    assert order.refund(order.lines.all(), by=None, reason="Torn").amount == Decimal("3.702")


def test_the_amount_of_a_line_follows_its_price_and_quantity():
    order = cast.pending_order(cast.guest(), (cast.item(price=Decimal("1.10")), 3))
    order.lines.update(quantity=2)
    assert str(order.lines.get().amount) == "2.20"


@pytest.mark.parametrize(
    ("currency", "price", "kept"), [("EUR", "20", "20.00"), ("JPY", "20", "20"), ("EUR", 7, "7.00")]
)
def test_a_price_is_kept_with_the_decimals_of_the_currency(settings, currency, price, kept):
    settings.CURRENCY = currency
    assert str(Product.objects.get(pk=cast.product(price=price).pk).price) == kept
