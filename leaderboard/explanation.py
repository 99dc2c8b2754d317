"""The breakdown of a seller's rank: counted sales and views, refunds, and ignored views."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from leaderboard.board import Board, Gap, Row
from leaderboard.metrics import Metric
from leaderboard.periods import Period
from marketplace.models import ProductView, RefusedView, SaleFact

NEWEST = 50
"""How many recent sales, and how many products by views, are listed."""
PARTS = [
    ("bought", "Units in paid orders", Q(order_line__isnull=False, quantity__gt=0)),
    ("refunded", "Units refunded or cancelled", Q(order_line__isnull=False, quantity__lt=0)),
    ("marked", "Products marked as sold by hand", Q(order_line__isnull=True, estimated=False, quantity__gt=0)),
    ("undone", "Marks as sold that were undone", Q(order_line__isnull=True, estimated=False, quantity__lt=0)),
    ("estimated", "Estimated earlier sales", Q(order_line__isnull=True, estimated=True)),
]
REASONS = {
    "own": "by the shop’s own staff",
    "bot": "by robots",
    "no_cookie": "without our cookie",
    "crowd": "from many new visitors of one network at once",
}


class CountPart(NamedTuple):
    """One kind of event with its share of the count, and of the revenue for sales; negative for refunds."""

    slug: str
    title: str
    number: int
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Explanation:
    """The breakdown of a seller's count; `counted` adds up to the number on the board, `ignored` is not part of it."""

    board: Board
    row: Row | None
    gap: Gap | None
    counted: list[CountPart]
    ignored: list[CountPart]

    @property
    def total(self) -> int:
        """Return the sum of the counted parts."""
        return sum(part.number for part in self.counted)


def explain_rank(board: Board, seller: int) -> Explanation:
    """Return the breakdown of a seller's rank on a board."""
    counted, ignored = sales_breakdown(board.period, seller), list[CountPart]()
    if board.metric is Metric.VIEWS:
        counted, ignored = views_breakdown(board.period, seller)
    own = board.own(seller)
    return Explanation(board, own, board.gap(own), counted, ignored)


def seller_sales(period: Period, seller: int) -> QuerySet[SaleFact]:
    """Return a seller's sale facts of a period, reversals included."""
    found = SaleFact.objects.filter(seller=seller)
    return found.filter(sold_at__gte=_start_of(period), sold_at__lt=_start_of(period.after)) if period.year else found


def newest_sales(period: Period, seller: int) -> QuerySet[SaleFact]:
    """Return the latest sales of a period with their reversals."""
    found = seller_sales(period, seller).filter(quantity__gt=0).select_related("product", "reversal", "order_line")
    return found.order_by("-sold_at", "-pk")[:NEWEST]


def most_viewed(period: Period, seller: int) -> list[tuple[str, int]]:
    """Return titles of a seller's products with their counted views in a period, most viewed first."""
    found = seller_views(period, seller).filter(is_first_of_month=True).values("product", title=F("product__title"))
    counted = found.annotate(number=Count("pk")).order_by("-number", "product")
    return list(counted.values_list("title", "number")[:NEWEST])


def seller_views(period: Period, seller: int) -> QuerySet[ProductView]:
    """Return the views of a seller's products in a period, one for each viewer, product and day."""
    found = ProductView.objects.filter(seller=seller)
    return found.filter(_days_of(period)) if period.year else found


def sales_breakdown(period: Period, seller: int) -> list[CountPart]:
    """Return a seller's sales and reversals of a period by kind; the numbers add up to the one on the board."""
    sums = {f"{slug}_units": Sum("quantity", filter=condition) for slug, _, condition in PARTS}
    sums |= {f"{slug}_money": Sum("amount", filter=condition) for slug, _, condition in PARTS}
    found = seller_sales(period, seller).aggregate(**sums)
    counted = [CountPart(slug, title, found[f"{slug}_units"], found[f"{slug}_money"]) for slug, title, _ in PARTS]
    return [part for part in counted if part.number]


def views_breakdown(period: Period, seller: int) -> tuple[list[CountPart], list[CountPart]]:
    """Return the counted views of a seller's products in a period, and the ignored ones by reason."""
    first = Count("pk", filter=Q(is_first_of_month=True))
    views = seller_views(period, seller).aggregate(first=first, all=Count("pk"))
    counted = [CountPart("first", "Viewers of each product, once a month", views["first"])] if views["first"] else []
    again = views["all"] - views["first"]
    ignored = [CountPart("again", "on another day of the same month", again)] if again else []
    refused = RefusedView.objects.filter(_days_of(period) if period.year else Q(), product__shop__owner=seller)
    numbers = dict(refused.values_list("reason").annotate(Sum("count")).order_by())
    return counted, ignored + [
        CountPart(slug, text, numbers[slug]) for slug, text in REASONS.items() if slug in numbers
    ]


def _days_of(period: Period) -> Q:
    return Q(day__year=period.year, day__month=period.month)


def _start_of(period: Period) -> datetime:
    """Return the first moment of a month in the site's time zone."""
    return timezone.make_aware(datetime(period.year, period.month, 1))
