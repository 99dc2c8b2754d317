"""Analytics of carts: each number is defined here, and counted from events by days of the site's time zone."""

import time as clock_time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import ExtractHour
from django.utils import timezone

from carts.models import Cart, CartEvent, CartReminder
from carts.models.merge_chains import count_bought
from carts.models.queries import ABANDONED
from carts.staff.scope import Scope
from marketplace import clock
from marketplace.models import ProductView, RefusedView, Visit
from marketplace.money.currency import round_amount
from marketplace.money.fields import MoneyField

Kind = CartEvent.Kind
TOP_PRODUCTS = 8
CACHE_SECONDS = 3
"""Cache TTL; open pages read once more after it, so that no page stays old."""
WEEK = timedelta(days=7)
REASONS = {
    "bot": "Bots that identify themselves",
    "no_cookie": "No cookie",
    "crowd": "Too many new visitors from one network",
    "own": "Staff of the shop",
}


@dataclass(frozen=True)
class Day:
    """The numbers of one day for one scope."""

    visitors: int
    carts: int
    checkouts: int
    paid: int
    abandoned: int
    recovered: int
    value: Decimal

    @property
    def rate(self) -> int:
        """Return the part of the day's carts that is abandoned now, in percent."""
        return round(100 * self.abandoned / self.carts) if self.carts else 0

    @property
    def funnel(self) -> tuple[int, int, int, int]:
        """Return visitors, carts, checkouts and paid carts."""
        return self.visitors, self.carts, self.checkouts, self.paid


def local_now() -> datetime:
    """Return the time of the database's clock in the site's time zone."""
    return timezone.localtime(clock.read())


def local_today() -> date:
    """Return the date of the database's clock in the site's time zone."""
    return local_now().date()


def day_bounds(day: date, until: time | None = None) -> tuple[datetime, datetime]:
    """Return the start of a day, and its end or the time `until`."""
    end = datetime.combine(day, until) if until else datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(datetime.combine(day, time.min)), timezone.make_aware(end)


def count_day(scope: Scope, day: date, until: time | None = None) -> Day:
    """Count one day, or its hours up to `until`; a fixed number of queries."""
    carts = additions(scope, day, until).values("cart")
    return Day(
        visitors=count_visitors(scope, day, until),
        carts=carts.distinct().count(),
        checkouts=count_checkouts(scope, day, until),
        paid=bought_carts(scope, day, until).count(),
        abandoned=scope.carts().filter(pk__in=carts, stage=ABANDONED).count(),
        recovered=count_recovered(scope, day, until),
        value=average_value(scope, carts),
    )


# Numbers ---------------------------------------------------------------------------------------------------------


def count_visitors(scope: Scope, day: date, until: time | None = None) -> int:
    """Return the number of viewers of the shop's products; for the platform, the number of visitors."""
    end = day_bounds(day, until)[1]
    if scope.shop is None:
        return Visit.objects.filter(day=day, **({"created_at__lt": end} if until else {})).count()
    views = ProductView.objects.filter(day=day, product__shop=scope.shop)
    views = views.filter(viewed_at__lt=end) if until else views
    return views.values("viewer").distinct().count()


def additions(scope: Scope, day: date, until: time | None = None) -> "QuerySet[CartEvent]":
    """Return the events that added items of the scope to a cart; the carts of a day are those with such an event."""
    begin, end = day_bounds(day, until)
    return scope.events().filter(kind=Kind.ADDED, at__gte=begin, at__lt=end)


def count_checkouts(scope: Scope, day: date, until: time | None = None) -> int:
    """Return the number of carts with items of the scope, now or before, that started a checkout."""
    begin, end = day_bounds(day, until)
    started = CartEvent.objects.filter(kind=Kind.CHECKED_OUT, at__gte=begin, at__lt=end)
    return started.filter(Exists(scope.events().filter(cart=OuterRef("cart")))).values("cart").distinct().count()


def bought_carts(scope: Scope, day: date, until: time | None = None) -> "QuerySet[Cart]":
    """Return bought carts with items of the scope."""
    begin, end = day_bounds(day, until)
    bought = CartEvent.objects.filter(cart=OuterRef("pk"), kind=Kind.BOUGHT, item=None, at__gte=begin, at__lt=end)
    return Cart.objects.filter(Exists(bought), Exists(scope.lines().filter(cart=OuterRef("pk"))), status="bought")


def count_recovered(scope: Scope, day: date, until: time | None = None) -> int:
    """Return the number of recovered carts with items of the scope."""
    begin, end = day_bounds(day, until)
    recovered = Cart.objects.filter(recovered_at__gte=begin, recovered_at__lt=end)
    return recovered.filter(Exists(scope.events().filter(cart=OuterRef("pk")))).count()


def average_value(scope: Scope, carts: "QuerySet[Any]") -> Decimal:
    """Return the average value of the scope's items in these carts, at today's prices."""
    worth = Sum(F("quantity") * F("item__product__price"), output_field=MoneyField())
    sums = scope.lines().filter(cart__in=carts).aggregate(worth=worth, carts=Count("cart", distinct=True))
    return round_amount(sums["worth"] / sums["carts"]) if sums["carts"] else Decimal(0)


def count_carts_by_hour(events: "QuerySet[CartEvent]") -> list[int]:
    """Return the number of carts with such events for each hour of the day."""
    hours = events.order_by().annotate(hour=ExtractHour("at", tzinfo=timezone.get_default_timezone()))
    counted = dict(hours.values_list("hour").annotate(Count("cart", distinct=True)))
    return [counted.get(hour, 0) for hour in range(24)]


def most_added_products(scope: Scope, day: date) -> list[tuple[str, int]]:
    """Return the products with the most units added to carts on a day, with the units."""
    units = additions(scope, day).order_by().values_list("item__product__title")
    return _take_top(units.annotate(units=Sum(F("quantity") - F("before"))))


def most_abandoned_products(scope: Scope) -> list[tuple[str, int]]:
    """Return the products with the most units in carts abandoned within a week, with the units."""
    since = clock.read() - WEEK
    abandoned = scope.carts().filter(stage=ABANDONED, updated_at__gt=since)
    units = scope.lines().filter(cart__in=abandoned.values("pk")).order_by().values_list("item__product__title")
    return _take_top(units.annotate(units=Sum("quantity")))


def _take_top(units: "QuerySet[Any]") -> list[tuple[str, int]]:
    return list(units.filter(units__gt=0).order_by("-units", "item__product__title")[:TOP_PRODUCTS])


@dataclass(frozen=True)
class ReminderCounts:
    """The reminders of the last 30 days, and their results."""

    sent: int
    used: int
    bought: int


def count_reminders(scope: Scope) -> ReminderCounts:
    """Count reminders of carts with items of the scope, used links, and carts bought after a reminder."""
    since = clock.read() - timedelta(days=30)
    reminders = CartReminder.objects.filter(at__gt=since).filter(Exists(scope.events().filter(cart=OuterRef("cart"))))
    # A cart that was restored on another device was bought as the cart it was merged into.
    bought = count_bought(reminders.order_by().values_list("cart", flat=True).distinct())
    return ReminderCounts(**reminders.aggregate(sent=Count("pk"), used=Count("used_at")), bought=bought)


def count_ignored_views(scope: Scope) -> list[tuple[str, int]]:
    """Return the ignored product views of the last seven days, by reason."""
    views = RefusedView.objects.filter(day__gt=local_today() - WEEK)
    views = views.filter(product__shop=scope.shop) if scope.shop else views
    counted = views.order_by().values_list("reason").annotate(views=Sum("count")).order_by("-views", "reason")
    return [(REASONS.get(reason, reason), count) for reason, count in counted]


# Charts -----------------------------------------------------------------------------------------------------


def build_charts(scope: Scope, day: date, now: Day, before: Day) -> list[dict[str, Any]]:
    """Return the charts of the page: today beside yesterday, by hour with all of yesterday."""
    steps = zip(("Visitors", "Carts", "Checkouts", "Paid"), zip(now.funnel, before.funnel, strict=True), strict=True)
    hours = [count_carts_by_hour(additions(scope, one)) for one in (day, day - timedelta(days=1))]
    return [
        _make_chart("funnel", "From visitors to buyers", ("Step", "Today", "Yesterday"), list(steps), "bar bar"),
        _make_chart(
            "hours",
            "New carts by hour",
            ("Hour", "Today", "Yesterday"),
            [(f"{hour:02}:00", pair) for hour, pair in enumerate(zip(*hours, strict=True))],
            "bar line",
        ),
        _make_product_chart("added", "Most added to carts today", most_added_products(scope, day)),
        _make_product_chart("left", "Most abandoned, last 7 days", most_abandoned_products(scope)),
    ]


def _make_chart(key: str, title: str, head: Iterable[str], rows: list[Any], series: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "head": head, "rows": rows, "series": series, **more}


def _make_product_chart(key: str, title: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    return _make_chart(key, title, ("Product", "Units"), [(name, (units,)) for name, units in rows], "bar", across=True)


# Cache ---------------------------------------------------------------------------------------------------------------

_CACHED_TYPES: dict[str, Any] = {"now": Day, "before": Day, "reminders": ReminderCounts}


def load_analytics(scope: Scope) -> dict[str, Any]:
    """Return the context of the analytics page, at most `CACHE_SECONDS` old; counted anew without a cache.

    All readers of a scope share one count. Its age starts with the counting: later events are not included.
    """
    name, now = f"carts:analytics:{scope.key}", clock_time.time()
    cached: tuple[float, dict[str, Any]] | None = cache.get(name)
    if cached and now - cached[0] < CACHE_SECONDS:
        return _parse_time(cached[1] | {part: kind(**cached[1][part]) for part, kind in _CACHED_TYPES.items()})
    context = _count_all(scope)
    # The cache contains plain data only.
    plain = context | {part: asdict(context[part]) for part in _CACHED_TYPES}
    cache.set(name, (now, plain), timeout=CACHE_SECONDS)
    return _parse_time(context)


def _parse_time(context: dict[str, Any]) -> dict[str, Any]:
    return context | {"until": datetime.fromisoformat(context["until"])}


def _count_all(scope: Scope) -> dict[str, Any]:
    at = local_now()
    # Yesterday is counted up to the same time of day: a part of a day can't be compared with a whole one.
    day, until = at.date(), at.time()
    now, before = count_day(scope, day), count_day(scope, day - timedelta(days=1), until)
    return {
        "until": at.isoformat(),
        "now": now,
        "before": before,
        "charts": build_charts(scope, day, now, before),
        "reminders": count_reminders(scope),
        "ignored_views": count_ignored_views(scope),
    }
