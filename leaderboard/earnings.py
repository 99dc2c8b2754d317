"""Numbers of a shop's seller dashboard, read from the same rows as the leaderboards so that they cannot disagree."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from leaderboard.explanation import CountPart, sales_breakdown, seller_sales, seller_views
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period
from marketplace.models import Product

EARNED, BY_HAND, ESTIMATED = {"bought", "refunded"}, {"marked", "undone"}, {"estimated"}


class Earnings(NamedTuple):
    """A seller's sales, views and revenue of a period.

    `earned` is revenue minus refunds. Products marked as sold by hand and sales before the ledger have sums of their
    own.
    """

    period: Period
    sold: int
    views: int
    parts: list[CountPart]

    @property
    def earned(self) -> Decimal:
        """Return payments minus refunds."""
        return self._amount(EARNED)

    @property
    def by_hand(self) -> Decimal:
        """Return the prices of products marked as sold by hand."""
        return self._amount(BY_HAND)

    @property
    def estimated(self) -> Decimal:
        """Return the estimated revenue from before the ledger."""
        return self._amount(ESTIMATED)

    def _amount(self, kinds: set[str]) -> Decimal:
        return sum((part.amount for part in self.parts if part.slug in kinds), Decimal(0))


def read_earnings(seller: int, now: Period) -> list[Earnings]:
    """Return a seller's numbers of this month, the previous month, and all time."""
    rows = {row.period: row for row in SellerMonth.objects.filter(seller=seller)}
    return [
        Earnings(
            period,
            rows[period].items_sold if period in rows else 0,
            rows[period].views if period in rows else 0,
            sales_breakdown(period, seller),
        )
        for period in (now, now.before, ALL_TIME)
    ]


class ProductCounts(NamedTuple):
    """Units sold and views of one product in a month."""

    sold: int
    views: int


def count_products(seller: int, products: list[Product], month: Period) -> dict[int, ProductCounts]:
    """Return the numbers of a month by product id; they add up to the seller's numbers."""
    of_these = Q(product__in=[product.pk for product in products])
    sold = dict(
        seller_sales(month, seller).filter(of_these).values_list("product").annotate(Sum("quantity")).order_by()
    )
    first = seller_views(month, seller).filter(of_these, is_first_of_month=True)
    viewed = dict(first.values_list("product").annotate(Count("pk")).order_by())
    return {product.pk: ProductCounts(sold.get(product.pk, 0), viewed.get(product.pk, 0)) for product in products}
