"""Counts of shown and clicked toasts: pages report them, Redis adds them up, and a task saves the sums."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Sum
from django.db.models.functions import Now, TruncDate

from activity import toast_tally
from activity.models.purchases import PurchaseActivity
from marketplace.models import Product

SHOWN, CLICKED = "shown", "clicked"
DAYS = 30
"""Sellers see the counts of this many days."""

_ADD_UP = """
    INSERT INTO activity_toastcount (product_id, day, shown, clicked)
    SELECT product, (clock_timestamp() AT TIME ZONE %s)::date, shown, clicked
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS tally (product, shown, clicked) ORDER BY product
    ON CONFLICT (product_id, day) DO UPDATE
    SET shown = activity_toastcount.shown + excluded.shown, clicked = activity_toastcount.clicked + excluded.clicked
"""
_RECORD_SHOWN = """
    UPDATE activity_purchaseactivity SET display_count = display_count + shown, displayed_at = clock_timestamp()
    FROM unnest(%s::text[], %s::int[]) AS tally (name, shown) WHERE key = name
"""


class ToastCountQuerySet(models.QuerySet["ToastCount"]):
    """Query set of daily counts by product."""

    @staticmethod
    def record(visitor: str, shown: Iterable[str], clicked: Iterable[str]) -> None:
        """Count toasts shown to a visitor, and clicked ones, each once. Without a query; lost if Redis is down."""
        events = [f"{SHOWN}:{key}" for key in shown] + [f"{CLICKED}:{key}" for key in clicked]
        if events and (new := toast_tally.add_new_events(visitor, events)):
            toast_tally.add_to_tally(new)

    def save_tally(self) -> int:
        """Save the counts since the last run; returns the number of toasts. Unknown keys are ignored.

        The tally is taken from Redis before it is saved: a crash in between loses it, but nothing counts twice.
        """
        tally: Counter[tuple[str, str]] = Counter()
        for name, count in toast_tally.pop_tally().items():
            kind, _, key = name.partition(":")
            tally[kind, key] += count
        return self._save(tally) if tally else 0

    @transaction.atomic
    def _save(self, tally: Counter[tuple[str, str]]) -> int:
        named = PurchaseActivity.objects.filter(key__in={key for _, key in tally})
        # Locked in order, because opt-outs lock several rows, too.
        lines = named.whole_orders().select_related("product").order_by("pk")
        sums: dict[int, Counter[str]] = {}
        shown: dict[str, int] = {}
        leads: dict[int, str] = {}
        for line in lines.select_for_update(no_key=True, of=("self",)):
            # A toast has the key of its order's first line, and counts for each line of the order.
            lead = leads.setdefault(line.order_id, line.key)
            counts = {kind: tally[kind, lead] for kind in (SHOWN, CLICKED)}
            if counts[SHOWN]:
                shown[line.key] = counts[SHOWN]
            if line.product and line.product.show_in_activity:
                sums.setdefault(line.product.pk, Counter()).update(counts)
        self._record_shown(shown)
        columns = [list(sums), *([one[kind] for one in sums.values()] for kind in (SHOWN, CLICKED))]
        with connection.cursor() as cursor:
            cursor.execute(_ADD_UP, [settings.TIME_ZONE, *columns])
        return len(leads)

    @staticmethod
    def _record_shown(shown: dict[str, int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_RECORD_SHOWN, [list(shown), list(shown.values())])

    def totals(self, products: Iterable[Product]) -> dict[int, dict[str, int]]:
        """Return the toasts `shown` and `clicked` in the last 30 days by product id; one query."""
        since = TruncDate(Now() - timedelta(days=DAYS))
        lately = self.filter(product__in=[product.pk for product in products], day__gt=since)
        sums = lately.order_by().values("product").annotate(shown_sum=Sum("shown"), clicked_sum=Sum("clicked"))
        return {one["product"]: {"shown": one["shown_sum"], "clicked": one["clicked_sum"]} for one in sums}


class ToastCount(models.Model):
    """Toasts of a product shown and clicked on a day in the site's time zone."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="toast_counts")
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)

    objects = ToastCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "day"], name="toast_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.shown} shown, {self.clicked} clicked on {self.day}"
