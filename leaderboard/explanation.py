"""Why a seller stands where they stand: what counted, what was taken back, and which looks were not counted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from leaderboard.board import Board, Gap, Row
from leaderboard.metrics import Measure
from leaderboard.periods import Period
from marketplace.models import ProductView, RefusedView, SaleFact

NEWEST = 50
"""How many single sales are shown, and how many products by their views."""
PARTS = [
    ("bought", "Units in paid orders", Q(order_line__isnull=False, quantity__gt=0)),
    ("refunded", "Units refunded or cancelled", Q(order_line__isnull=False, quantity__lt=0)),
    ("marked", "Listings marked as sold by hand", Q(order_line__isnull=True, estimated=False, quantity__gt=0)),
    ("undone", "Marks that were undone", Q(order_line__isnull=True, estimated=False, quantity__lt=0)),
    ("estimated", "Sales of before the ledger, estimated", Q(order_line__isnull=True, estimated=True)),
]
REASONS = {
    "own": "by the shop’s own people",
    "bot": "by robots",
    "no_cookie": "without our cookie",
    "crowd": "of many new visitors from one network at once",
}


class Part(NamedTuple):
    """A kind of fact and what it adds to the count, in money too where it is sales; below zero where it takes away."""

    slug: str
    title: str
    number: int
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Explanation:
    """How a seller's count comes about; `counted` adds up to the number on the board, `ignored` is not in it."""

    board: Board
    row: Row | None
    gap: Gap | None
    counted: list[Part]
    ignored: list[Part]

    @property
    def total(self) -> int:
        """Return what the parts add up to."""
        return sum(part.number for part in self.counted)


def explain(board: Board, seller: int) -> Explanation:
    """Return why a seller stands where they stand on a board."""
    counted, ignored = parts_of_sales(board.period, seller), list[Part]()
    if board.measure is Measure.VIEWS:
        counted, ignored = parts_of_views(board.period, seller)
    own = board.own(seller)
    return Explanation(board, own, board.gap(own), counted, ignored)


def sales(period: Period, seller: int) -> QuerySet[SaleFact]:
    """Return a seller's facts of a period, those that take back among them."""
    found = SaleFact.objects.filter(seller=seller)
    return found.filter(sold_at__gte=_begins(period), sold_at__lt=_begins(period.after)) if period.year else found


def newest_sales(period: Period, seller: int) -> QuerySet[SaleFact]:
    """Return the last sales of a period with what took them back."""
    found = sales(period, seller).filter(quantity__gt=0).select_related("product", "reversal", "order_line")
    return found.order_by("-sold_at", "-pk")[:NEWEST]


def most_viewed(period: Period, seller: int) -> list[tuple[str, int]]:
    """Return titles of a seller's products with their counted views in a period, the most viewed first."""
    found = views(period, seller).filter(is_first_of_month=True).values("product", title=F("product__title"))
    counted = found.annotate(number=Count("pk")).order_by("-number", "product")
    return list(counted.values_list("title", "number")[:NEWEST])


def views(period: Period, seller: int) -> QuerySet[ProductView]:
    """Return the looks at a seller's products in a period, one a viewer, product and day."""
    found = ProductView.objects.filter(seller=seller)
    return found.filter(_days(period)) if period.year else found


def parts_of_sales(period: Period, seller: int) -> list[Part]:
    """Return by kind what a seller sold and took back in a period; the numbers add up to that on the board."""
    sums = {f"{slug}_units": Sum("quantity", filter=which) for slug, _, which in PARTS}
    sums |= {f"{slug}_money": Sum("amount", filter=which) for slug, _, which in PARTS}
    found = sales(period, seller).aggregate(**sums)
    counted = [Part(slug, title, found[f"{slug}_units"], found[f"{slug}_money"]) for slug, title, _ in PARTS]
    return [part for part in counted if part.number]


def parts_of_views(period: Period, seller: int) -> tuple[list[Part], list[Part]]:
    """Return which looks at a seller's products counted in a period, and why others did not."""
    first = Count("pk", filter=Q(is_first_of_month=True))
    looks = views(period, seller).aggregate(first=first, all=Count("pk"))
    counted = [Part("first", "Viewers of each product, once a month", looks["first"])] if looks["first"] else []
    again = looks["all"] - looks["first"]
    ignored = [Part("again", "on another day of the same month", again)] if again else []
    refused = RefusedView.objects.filter(_days(period) if period.year else Q(), product__shop__owner=seller)
    numbers = dict(refused.values_list("reason").annotate(Sum("count")).order_by())
    return counted, ignored + [Part(slug, told, numbers[slug]) for slug, told in REASONS.items() if slug in numbers]


def _days(period: Period) -> Q:
    return Q(day__year=period.year, day__month=period.month)


def _begins(period: Period) -> datetime:
    """Return the first moment of a month of the site's time zone."""
    return timezone.make_aware(datetime(period.year, period.month, 1))
