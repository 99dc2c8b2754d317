"""Sales and views for tests, written straight into their tables, and the resulting counts."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from leaderboard.models import SellerMonth
from leaderboard.periods import Period, this_month
from marketplace.models import Product, ProductView, SaleFact, User

NOVEMBER = Period(2026, 11)


def sale(seller: User, quantity: int = 1, at: datetime | None = None, **fields: Any) -> SaleFact:
    """Create a sale of a seller, by default now."""
    defaults: dict[str, Any] = {
        "seller": seller,
        "quantity": quantity,
        "amount": 10 * quantity,
        "sold_at": at or timezone.now(),
    }
    return SaleFact.objects.create(**{**defaults, **fields})


def view(product: Product, viewer: str, day: date | None = None, *, is_first: bool = True) -> ProductView:
    """Create a view of a product, by default today."""
    return ProductView.objects.create(
        product=product, viewer=viewer, seller_id=product.shop.owner_id, day=day or timezone.localdate(),
        is_first_of_month=is_first,
    )  # fmt: skip


def counts(seller: User, period: Period | None = None) -> tuple[int, int]:
    """Return the stored sales and views of a seller in a period, by default this month."""
    row = SellerMonth.objects.of(period or this_month()).filter(seller=seller).first()
    return (row.items_sold, row.views) if row else (0, 0)


def everywhere(seller: User) -> dict[str, tuple[int, int]]:
    """Return all stored counts of a seller by period."""
    return {str(row.period): (row.items_sold, row.views) for row in SellerMonth.objects.filter(seller=seller)}
