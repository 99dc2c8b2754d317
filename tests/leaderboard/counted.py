"""Facts of the tests, written straight into their tables, and what is counted of them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from leaderboard.models import SellerMonth
from leaderboard.periods import Period, this_month
from marketplace.models import Product, ProductView, SaleFact, User

NOVEMBER = Period(2026, 11)


def sale(seller: User, quantity: int = 1, at: datetime | None = None, **fields: Any) -> SaleFact:
    """Write that a seller sold something, now unless a time is given."""
    told: dict[str, Any] = {
        "seller": seller,
        "quantity": quantity,
        "amount": 10 * quantity,
        "sold_at": at or timezone.now(),
    }
    return SaleFact.objects.create(**{**told, **fields})


def view(product: Product, viewer: str, day: date | None = None, *, is_first: bool = True) -> ProductView:
    """Write that somebody looked at a product, today unless a day is given."""
    return ProductView.objects.create(
        product=product, viewer=viewer, seller_id=product.shop.owner_id, day=day or timezone.localdate(),
        is_first_of_month=is_first,
    )  # fmt: skip


def counts(seller: User, period: Period | None = None) -> tuple[int, int]:
    """Return how many sales and views are kept of a seller in a period, this month unless one is named."""
    row = SellerMonth.objects.of(period or this_month()).filter(seller=seller).first()
    return (row.items_sold, row.views) if row else (0, 0)


def everywhere(seller: User) -> dict[str, tuple[int, int]]:
    """Return all that is kept of a seller, by period."""
    return {str(row.period): (row.items_sold, row.views) for row in SellerMonth.objects.filter(seller=seller)}
