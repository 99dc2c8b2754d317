"""What the desk of a shop is told of its business, from what the boards are read from: the two can never disagree."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from leaderboard.explanation import Part, parts_of_sales, sales, views
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period
from marketplace.models import Product

EARNED, BY_HAND, ESTIMATED = {"bought", "refunded"}, {"marked", "undone"}, {"estimated"}


class Takings(NamedTuple):
    """A seller's numbers of a period: as on the boards, and what came in.

    `earned` is what was paid for lines, less what went back; what listings cost that were marked by hand, and sales of
    before the ledger, are told apart.
    """

    period: Period
    sold: int
    views: int
    parts: list[Part]

    @property
    def earned(self) -> Decimal:
        """Return what buyers paid here and did not get back."""
        return self._amount(EARNED)

    @property
    def by_hand(self) -> Decimal:
        """Return what listings cost that were sold elsewhere."""
        return self._amount(BY_HAND)

    @property
    def estimated(self) -> Decimal:
        """Return what is taken for sold before there was a ledger."""
        return self._amount(ESTIMATED)

    def _amount(self, kinds: set[str]) -> Decimal:
        return sum((part.amount for part in self.parts if part.slug in kinds), Decimal(0))


def takings(seller: int, now: Period) -> list[Takings]:
    """Return a seller's numbers of this month, of the one before, and of all time."""
    rows = {row.period: row for row in SellerMonth.objects.filter(seller=seller)}
    return [
        Takings(
            period,
            rows[period].items_sold if period in rows else 0,
            rows[period].views if period in rows else 0,
            parts_of_sales(period, seller),
        )
        for period in (now, now.before, ALL_TIME)
    ]


class Counted(NamedTuple):
    """What one listing adds to its seller's numbers of a month."""

    sold: int
    views: int


def counted(seller: int, products: list[Product], month: Period) -> dict[int, Counted]:
    """Return by product what each of these added to its seller's numbers of a month."""
    of_these = Q(product__in=[product.pk for product in products])
    sold = dict(sales(month, seller).filter(of_these).values_list("product").annotate(Sum("quantity")).order_by())
    first = views(month, seller).filter(of_these, is_first_of_month=True)
    seen = dict(first.values_list("product").annotate(Count("pk")).order_by())
    return {product.pk: Counted(sold.get(product.pk, 0), seen.get(product.pk, 0)) for product in products}
