"""What is counted of each seller: one row a month and one of all time, kept by triggers on the facts."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q

from leaderboard.periods import Period
from marketplace.clock import ClockTimestamp

KEPT = timedelta(days=2)
PLACES = """
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


class PlaceQuerySet(models.QuerySet["Place"]):
    """Where sellers stood when a day began."""

    @transaction.atomic
    def take(self, day: date) -> int:
        """Note where everybody stands as `day` begins, this month and of all time; returns how many were new.

        Counted from facts of the days before, it comes out the same however late in the day it is asked for.
        """
        self.filter(day__lt=day - KEPT).delete()
        if self.filter(day=day).exists():
            return 0
        with connection.cursor() as cursor:
            cursor.execute(PLACES, {"day": day, "zone": settings.TIME_ZONE})
            return cursor.rowcount


class Place(models.Model):
    """A seller's place on a board as a day began: what movement since yesterday is told by."""

    day = models.DateField()
    measure = models.CharField(max_length=5)
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.IntegerField()

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also what boards read: some sellers' places of a day.
            models.UniqueConstraint(fields=["day", "measure", "year", "month", "seller"], name="one_place_a_day")
        ]

    def __str__(self) -> str:
        return f"seller {self.seller_id}: {self.place} by {self.measure}, {Period(self.year, self.month)}, {self.day}"
