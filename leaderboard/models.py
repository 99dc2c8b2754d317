"""Sales and views of each seller, one row a month and one for all time; database triggers on the facts write them."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q

from leaderboard.periods import Period
from marketplace.clock import ClockTimestamp

KEPT = timedelta(days=2)
INSERT_RANKS = """
INSERT INTO leaderboard_place (day, measure, year, month, seller_id, place)
SELECT %(day)s, measure, year, month, seller_id,
       rank() OVER (PARTITION BY measure, year, month ORDER BY sum(number) DESC)
FROM (
    SELECT 'sales' AS measure, seller_id, (sold_at AT TIME ZONE %(zone)s)::date AS day, quantity AS number
    FROM marketplace_salefact WHERE recorded_at < %(day)s::date::timestamp AT TIME ZONE %(zone)s
    UNION ALL
    SELECT 'views', seller_id, day, 1 FROM marketplace_productview WHERE is_first_of_month AND day < %(day)s
) fact CROSS JOIN LATERAL
    (VALUES (0, 0), (extract(year FROM day)::int, extract(month FROM day)::int)) AS period (year, month)
WHERE seller_id IS NOT NULL
  AND (year, month) IN ((0, 0), (extract(year FROM %(day)s::date), extract(month FROM %(day)s::date)))
GROUP BY measure, year, month, seller_id
HAVING sum(number) > 0
ON CONFLICT DO NOTHING
"""


class SiteZoneQuerySet(models.QuerySet["SiteZone"]):
    """The query set of the single row."""

    @transaction.atomic
    def follow_settings(self) -> bool:
        """Store `TIME_ZONE`; returns True if it changed, so that earlier counts need a repair.

        Raises IntegrityError or DataError for a zone unknown to the database.
        """
        same = self.filter(time_zone=settings.TIME_ZONE).exists()
        if not same:
            self.update_or_create(pk=1, defaults={"time_zone": settings.TIME_ZONE})
        return not same


class SiteZone(models.Model):
    """The time zone of the triggers: months begin at midnight in it. Kept equal to `TIME_ZONE`."""

    time_zone = models.CharField(max_length=64)

    objects = SiteZoneQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_has_one_zone")]

    def __str__(self) -> str:
        return self.time_zone


class SellerMonthQuerySet(models.QuerySet["SellerMonth"]):
    """Query set of sellers' counts."""

    def of(self, period: Period) -> "SellerMonthQuerySet":
        """Return the rows of a month, or of all time."""
        return self.filter(year=period.year, month=period.month)

    def first_month(self) -> Period | None:
        """Return the earliest month with a count."""
        first = self.filter(year__gt=0).order_by("year", "month").values_list("year", "month").first()
        return Period(*first) if first else None


class SellerMonth(models.Model):
    """A seller's sales minus refunds, and views, in a month; for all time year and month are 0.

    Only the triggers of `migrations/0002` write here, and `leaderboard.drift` repairs rows after the triggers were
    bypassed. Rows with zero counts are deleted.
    """

    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Django would delete these rows before it clears the seller of the facts; the triggers would then count
        # below zero.
        on_delete=models.DO_NOTHING,
        related_name="board_months",
    )
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    items_sold = models.BigIntegerField(db_default=0)
    views = models.BigIntegerField(db_default=0, help_text="Viewers per product, counted once a month.")
    newest_sale_at = models.DateTimeField(null=True, help_text="Time of the newest unreversed sale.")
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
            # A leaderboard is the top of its index.
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
        """Return the period of this row."""
        return Period(self.year, self.month)


class RankSnapshotQuerySet(models.QuerySet["RankSnapshot"]):
    """Query set of rank snapshots."""

    @transaction.atomic
    def record(self, day: date) -> int:
        """Record all ranks at the start of `day`, this month and of all time; returns the number of new rows.

        Only facts of earlier days count, so the result is the same at any time of the day.
        """
        self.filter(day__lt=day - KEPT).delete()
        if self.filter(day=day).exists():
            return 0
        with connection.cursor() as cursor:
            cursor.execute(INSERT_RANKS, {"day": day, "zone": settings.TIME_ZONE})
            return cursor.rowcount


class RankSnapshot(models.Model):
    """A seller's rank on a board at the start of a day; movement since yesterday is the difference to it."""

    day = models.DateField()
    metric = models.CharField(max_length=5, db_column="measure")
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    rank = models.IntegerField(db_column="place")

    objects = RankSnapshotQuerySet.as_manager()

    class Meta:
        db_table = "leaderboard_place"
        constraints = [
            # Its index also serves the leaderboards, which read the ranks of some sellers on a day.
            models.UniqueConstraint(fields=["day", "metric", "year", "month", "seller"], name="one_place_a_day")
        ]

    def __str__(self) -> str:
        return f"seller {self.seller_id}: {self.rank} by {self.metric}, {Period(self.year, self.month)}, {self.day}"
