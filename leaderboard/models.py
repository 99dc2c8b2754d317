"""What is counted of each seller: one row a month and one of all time, kept by triggers on the facts."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from leaderboard.periods import Period
from marketplace.clock import ClockTimestamp


class SiteZoneQuerySet(models.QuerySet["SiteZone"]):
    """The one row."""

    @transaction.atomic
    def follow_settings(self) -> bool:
        """Let months begin where `TIME_ZONE` says; True if that changed, and what was counted before is to be mended.

        Raises IntegrityError or DataError for a zone that the database doesn't know.
        """
        same = self.filter(time_zone=settings.TIME_ZONE).exists()
        if not same:
            self.update_or_create(pk=1, defaults={"time_zone": settings.TIME_ZONE})
        return not same


class SiteZone(models.Model):
    """The time zone in whose midnight a month begins: what the triggers go by, kept equal to `TIME_ZONE`."""

    time_zone = models.CharField(max_length=64)

    objects = SiteZoneQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_has_one_zone")]

    def __str__(self) -> str:
        return self.time_zone


class SellerMonthQuerySet(models.QuerySet["SellerMonth"]):
    """Counts of sellers."""

    def of(self, period: Period) -> "SellerMonthQuerySet":
        """Return the rows of a month, or of all time."""
        return self.filter(year=period.year, month=period.month)

    def first_month(self) -> Period | None:
        """Return the earliest month anything was counted in."""
        first = self.filter(year__gt=0).order_by("year", "month").values_list("year", "month").first()
        return Period(*first) if first else None


class SellerMonth(models.Model):
    """What stands of a seller's sales and views in a month; of all time where year and month are 0.

    Only the triggers of `migrations/0002` write here, and `leaderboard.drift` where they were circumvented. A row
    without anything in it is deleted.
    """

    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Django deletes what points to a person before it takes the person off the facts, which would count below zero.
        on_delete=models.DO_NOTHING,
        related_name="board_months",
    )
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    items_sold = models.BigIntegerField(db_default=0)
    views = models.BigIntegerField(db_default=0, help_text="Viewers of each product, once a month.")
    newest_sale_at = models.DateTimeField(null=True, help_text="The newest sale that nothing took back.")
    newest_view_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = SellerMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "year", "month"], name="seller_counted_once_a_month"),
            models.CheckConstraint(
                condition=Q(year=0, month=0) | Q(year__gt=0, month__range=(1, 12)), name="seller_month_is_one"
            ),
        ]
        indexes = [
            # The boards, each read off the top of its index.
            models.Index(
                "year", "month", F("items_sold").desc(), "newest_sale_at", "seller",
                condition=Q(items_sold__gt=0), name="board_by_sales",
            ),
            models.Index(
                "year", "month", F("views").desc(), "newest_view_at", "seller",
                condition=Q(views__gt=0), name="board_by_views",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"seller {self.seller_id}, {self.period}: {self.items_sold} sold, {self.views} views"

    @property
    def period(self) -> Period:
        """Return the time it is about."""
        return Period(self.year, self.month)
