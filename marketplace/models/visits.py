"""Visits and product views: the data of leaderboard, funnels and trends."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now, TruncDate, TruncMonth
from django.utils import timezone

from marketplace.clock import ClockTimestamp
from marketplace.locks import advisory_lock
from marketplace.models.products import Product
from marketplace.signals import sales_or_views_changed

TODAY = TruncDate(ClockTimestamp())
"""The current day in the site's time zone, by the database's clock."""


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, one per visitor and day."""

    def record(self, visitor: str) -> None:
        """Record a visit of today, once a day."""
        self.bulk_create([self.model(visitor=visitor, day=TODAY)], ignore_conflicts=True)

    def purge(self) -> int:
        """Delete visits older than `VISIT_DAYS`; returns their number."""
        return self.filter(day__lt=TODAY - timedelta(settings.VISIT_DAYS)).delete()[0]


class Visit(models.Model):
    """A visit of the site, by visitor and day in the site's time zone."""

    visitor = models.CharField(max_length=32, help_text="Digest of the visitor cookie.")
    day = models.DateField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "visitor"], name="visit_once_a_day")]

    def __str__(self) -> str:
        return f"{self.visitor[:8]} on {self.day}"


class ProductViewQuerySet(models.QuerySet["ProductView"]):
    """Counted product views."""

    @transaction.atomic
    def record(self, product: Product, viewer: str) -> bool:
        """Count a product view, once per viewer and day; False for a repeated one. Needs the product's shop.

        The first view of a viewer in a month is flagged: the leaderboard counts only that one.
        """
        # Without the lock, two views around midnight would each find no earlier view of the month.
        advisory_lock(f"view-{product.pk}-{viewer}")
        same = self.filter(product=product, viewer=viewer)
        if same.filter(day=TODAY).exists():
            return False
        view = self.create(
            product=product,
            viewer=viewer,
            seller_id=product.shop.owner_id,
            day=TODAY,
            viewed_at=ClockTimestamp(),
            is_first_of_month=not same.filter(day__gte=TruncMonth(TODAY)).exists(),
        )
        # For receivers only: the day of the leaderboard to recompute.
        days = {timezone.localdate()} if view.is_first_of_month else set()
        sales_or_views_changed.send_robust(sender=ProductView, kind="views", days=days, shops={product.shop_id})
        return True


class ProductView(models.Model):
    """A product view by viewer and day; `viewer` is `u-<account>` or `v-<visitor>`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="views")
    viewer = models.CharField(max_length=40)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="views_of_theirs"
    )
    day = models.DateField()
    is_first_of_month = models.BooleanField()
    viewed_at = models.DateTimeField(db_default=Now())

    objects = ProductViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "viewer", "day"], name="view_once_per_product_viewer_and_day")
        ]
        indexes = [
            # Charts and trends: views by day.
            models.Index(fields=["day", "product"], name="view_day_product"),
            # Account deletion: all views of a viewer.
            models.Index(fields=["viewer"], name="view_of_viewer"),
            # Leaderboard: counted views by seller.
            models.Index(fields=["seller", "day"], condition=models.Q(is_first_of_month=True), name="view_of_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer[:10]} saw product {self.product_id} on {self.day}"


class RefusedViewQuerySet(models.QuerySet["RefusedView"]):
    """Uncounted product views, by reason."""

    @transaction.atomic
    def record(self, product: Product, reason: str) -> None:
        """Count a refused view. A product, day and reason share one row, so that a flood adds no rows."""
        self.bulk_create([self.model(product=product, day=TODAY, reason=reason)], ignore_conflicts=True)
        self.filter(product=product, day=TODAY, reason=reason).update(count=F("count") + 1)
        sales_or_views_changed.send_robust(sender=RefusedView, kind="views", days=set(), shops={product.shop_id})


class RefusedView(models.Model):
    """The number of uncounted views of a product by day and reason."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="refused_views")
    day = models.DateField()
    reason = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    objects = RefusedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "day", "reason"], name="refused_views_once_per_reason")
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.reason} for product {self.product_id} on {self.day}"
