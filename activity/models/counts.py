"""How often toasts were shown and clicked: pages tell, Redis adds up, a task writes it down for all of them at once."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models import Sum
from django.db.models.functions import Now, TruncDate

from activity.models.purchases import PurchaseActivity
from marketplace.models import Product

TALLY = "activity:tally"
SHOWN, CLICKED = "shown", "clicked"
MOST_OF_A_VISITOR = 2000
"""So many things one visitor can have counted in two days."""
DAYS = 30
"""How far back sellers are told."""

_ADD_UP = """
    INSERT INTO activity_toastcount (product_id, day, shown, clicked)
    SELECT product, (clock_timestamp() AT TIME ZONE %s)::date, shown, clicked
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS told (product, shown, clicked) ORDER BY product
    ON CONFLICT (product_id, day) DO UPDATE
    SET shown = activity_toastcount.shown + excluded.shown, clicked = activity_toastcount.clicked + excluded.clicked
"""
_NOTE_SHOWN = """
    UPDATE activity_purchaseactivity SET display_count = display_count + shown, displayed_at = clock_timestamp()
    FROM unnest(%s::text[], %s::int[]) AS told (name, shown) WHERE key = name
"""


class ToastCountQuerySet(models.QuerySet["ToastCount"]):
    """Counts of toasts, a product and day each."""

    @staticmethod
    def note(visitor: str, shown: Iterable[str], clicked: Iterable[str]) -> None:
        """Count that a visitor was shown and clicked toasts of these keys, each once; no query, lost without Redis."""
        told = [f"{SHOWN}:{key}" for key in shown] + [f"{CLICKED}:{key}" for key in clicked]
        counters: Any = cache
        seconds = int(timedelta(hours=48).total_seconds())
        if told and (new := counters.first_time(f"activity:told:{visitor}", told, seconds, MOST_OF_A_VISITOR)):
            counters.tally(TALLY, new)

    def write(self) -> int:
        """Write down what was counted since the last time; returns of how many toasts. Unknown keys count nothing.

        It is taken before it is written: a crash in between loses it, nothing is ever counted twice.
        """
        counters: Any = cache
        told: Counter[tuple[str, str]] = Counter()
        for name, count in counters.take_tally(TALLY).items():
            what, _, key = name.partition(":")
            told[what, key] += count
        return self._write(told) if told else 0

    @transaction.atomic
    def _write(self, told: Counter[tuple[str, str]]) -> int:
        named = PurchaseActivity.objects.filter(key__in={key for _, key in told})
        # Locked in order: opt-outs lock several of them too.
        lines = named.whole_orders().select_related("product").order_by("pk")
        sums: dict[int, Counter[str]] = {}
        shown: dict[str, int] = {}
        leads: dict[int, str] = {}
        for line in lines.select_for_update(no_key=True, of=("self",)):
            # A toast has the name of its order's first line, and counts for each line that it stands for.
            lead = leads.setdefault(line.order_id, line.key)
            counts = {what: told[what, lead] for what in (SHOWN, CLICKED)}
            if counts[SHOWN]:
                shown[line.key] = counts[SHOWN]
            if line.product and line.product.show_in_activity:
                sums.setdefault(line.product.pk, Counter()).update(counts)
        self._note_shown(shown)
        columns = [list(sums), *([one[what] for one in sums.values()] for what in (SHOWN, CLICKED))]
        with connection.cursor() as cursor:
            cursor.execute(_ADD_UP, [settings.TIME_ZONE, *columns])
        return len(leads)

    @staticmethod
    def _note_shown(shown: dict[str, int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_SHOWN, [list(shown), list(shown.values())])

    def of(self, products: Iterable[Product]) -> dict[int, dict[str, int]]:
        """Return by product how often its toasts were `shown` and `clicked` in the last 30 days; one query."""
        since = TruncDate(Now() - timedelta(days=DAYS))
        lately = self.filter(product__in=[product.pk for product in products], day__gt=since)
        sums = lately.order_by().values("product").annotate(shown_sum=Sum("shown"), clicked_sum=Sum("clicked"))
        return {one["product"]: {"shown": one["shown_sum"], "clicked": one["clicked_sum"]} for one in sums}


class ToastCount(models.Model):
    """How often the toasts of a product were shown and clicked on a day of the site's time zone."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="toast_counts")
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)

    objects = ToastCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "day"], name="toast_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.shown} shown, {self.clicked} clicked on {self.day}"
