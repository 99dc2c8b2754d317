"""The numbers of carts: each is defined once, here, and counted from facts by the site's days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import ExtractHour
from django.utils import timezone

from carts.desk.scope import Scope
from carts.models import Cart, CartEvent, CartReminder
from carts.models.stages import ABANDONED
from marketplace import clock
from marketplace.models import ProductView, RefusedView, Visit
from marketplace.money.currency import round_amount
from marketplace.money.fields import MoneyField

Kind = CartEvent.Kind
TOP = 8
"""So many products a list of the most wanted has."""
WEEK = timedelta(days=7)
REASONS = {
    "bot": "Programs that say so themselves",
    "no_cookie": "Came without the cookie of a first page",
    "crowd": "Many new visitors from one network at once",
    "own": "The shop’s own people",
}


@dataclass(frozen=True)
class Day:
    """What one day of the site came to, for one desk."""

    visitors: int
    carts: int
    checkouts: int
    paid: int
    abandoned: int
    recovered: int
    value: Decimal

    @property
    def rate(self) -> int:
        """Return which part of the day's carts is abandoned by now, in percent."""
        return round(100 * self.abandoned / self.carts) if self.carts else 0

    @property
    def funnel(self) -> tuple[int, int, int, int]:
        """Return visitors, carts, checkouts and paid carts."""
        return self.visitors, self.carts, self.checkouts, self.paid


def local_now() -> datetime:
    """Return the time of the site, by the database's clock."""
    return timezone.localtime(clock.read())


def today() -> date:
    """Return the day of the site it is, by the database's clock."""
    return local_now().date()


def within(day: date, until: time | None = None) -> tuple[datetime, datetime]:
    """Return when a day of the site begins and ends, or reaches a time of day."""
    end = datetime.combine(day, until) if until else datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(datetime.combine(day, time.min)), timezone.make_aware(end)


def day_of(scope: Scope, day: date, until: time | None = None) -> Day:
    """Count one day, or its hours until a time of day; a fixed number of queries."""
    begun_then = begun(scope, day, until).values("cart")
    return Day(
        visitors=visitors(scope, day, until),
        carts=begun_then.distinct().count(),
        checkouts=checkouts(scope, day, until),
        paid=paid(scope, day, until).count(),
        abandoned=scope.carts().filter(pk__in=begun_then, stage=ABANDONED).count(),
        recovered=recovered(scope, day, until),
        value=average(scope, begun_then),
    )


# Each number ---------------------------------------------------------------------------------------------------------


def visitors(scope: Scope, day: date, until: time | None = None) -> int:
    """Return how many people looked at something of the shop; of the platform, how many came."""
    end = within(day, until)[1]
    if scope.shop is None:
        return Visit.objects.filter(day=day, **({"created_at__lt": end} if until else {})).count()
    views = ProductView.objects.filter(day=day, product__shop=scope.shop)
    views = views.filter(viewed_at__lt=end) if until else views
    return views.values("viewer").distinct().count()


def begun(scope: Scope, day: date, until: time | None = None) -> "QuerySet[CartEvent]":
    """Return the additions of something of this desk to a cart; a day's carts are those with one."""
    begin, end = within(day, until)
    return scope.events().filter(kind=Kind.ADDED, at__gte=begin, at__lt=end)


def checkouts(scope: Scope, day: date, until: time | None = None) -> int:
    """Return how many carts that had held something of this desk went to the checkout."""
    begin, end = within(day, until)
    went = CartEvent.objects.filter(kind=Kind.CHECKED_OUT, at__gte=begin, at__lt=end)
    return went.filter(Exists(scope.events().filter(cart=OuterRef("cart")))).values("cart").distinct().count()


def paid(scope: Scope, day: date, until: time | None = None) -> "QuerySet[Cart]":
    """Return carts that were bought with something of this desk in them."""
    begin, end = within(day, until)
    bought = CartEvent.objects.filter(cart=OuterRef("pk"), kind=Kind.BOUGHT, item=None, at__gte=begin, at__lt=end)
    return Cart.objects.filter(Exists(bought), Exists(scope.lines().filter(cart=OuterRef("pk"))), status="bought")


def recovered(scope: Scope, day: date, until: time | None = None) -> int:
    """Return how many abandoned carts with something of this desk were come back to."""
    begin, end = within(day, until)
    back = Cart.objects.filter(recovered_at__gte=begin, recovered_at__lt=end)
    return back.filter(Exists(scope.events().filter(cart=OuterRef("pk")))).count()


def average(scope: Scope, carts: "QuerySet[Any]") -> Decimal:
    """Return what the desk's things in these carts come to on average, at the prices of now."""
    worth = Sum(F("quantity") * F("item__product__price"), output_field=MoneyField())
    told = scope.lines().filter(cart__in=carts).aggregate(worth=worth, carts=Count("cart", distinct=True))
    return round_amount(told["worth"] / told["carts"]) if told["carts"] else Decimal(0)


def by_hour(events: "QuerySet[CartEvent]") -> list[int]:
    """Return in how many carts such events happened, for each hour of a day of the site."""
    hours = events.order_by().annotate(hour=ExtractHour("at", tzinfo=timezone.get_default_timezone()))
    counted = dict(hours.values_list("hour").annotate(Count("cart", distinct=True)))
    return [counted.get(hour, 0) for hour in range(24)]


def top_added(scope: Scope, day: date) -> list[tuple[str, int]]:
    """Return the products of which most units were put into carts on a day, with the units."""
    units = begun(scope, day).order_by().values_list("item__product__title")
    return _top(units.annotate(units=Sum(F("quantity") - F("before"))))


def top_abandoned(scope: Scope) -> list[tuple[str, int]]:
    """Return the products of which most units lie in carts abandoned within the week, with the units."""
    since = clock.read() - WEEK
    left = scope.carts().filter(stage=ABANDONED, updated_at__gt=since)
    units = scope.lines().filter(cart__in=left.values("pk")).order_by().values_list("item__product__title")
    return _top(units.annotate(units=Sum("quantity")))


def _top(units: "QuerySet[Any]") -> list[tuple[str, int]]:
    return list(units.filter(units__gt=0).order_by("-units", "item__product__title")[:TOP])


@dataclass(frozen=True)
class Reminders:
    """What reminders of the last 30 days came to."""

    sent: int
    used: int
    bought: int


def reminders(scope: Scope) -> Reminders:
    """Count reminders of carts that held something of this desk, links that were used, and carts bought after one."""
    since = clock.read() - timedelta(days=30)
    ours = CartReminder.objects.filter(at__gt=since).filter(Exists(scope.events().filter(cart=OuterRef("cart"))))
    # What came back on another device was bought as the cart it became.
    bought = Cart.objects.are_bought(ours.order_by().values_list("cart", flat=True).distinct())
    return Reminders(**ours.aggregate(sent=Count("pk"), used=Count("used_at")), bought=bought)


def not_counted(scope: Scope) -> list[tuple[str, int]]:
    """Return the views of the last seven days that count for nothing, by reason in words."""
    views = RefusedView.objects.filter(day__gt=today() - WEEK)
    views = views.filter(product__shop=scope.shop) if scope.shop else views
    counted = views.order_by().values_list("reason").annotate(views=Sum("count")).order_by("-views", "reason")
    return [(REASONS.get(reason, reason), count) for reason, count in counted]


# How it is drawn -----------------------------------------------------------------------------------------------------


def charts(scope: Scope, day: date, now: Day, before: Day) -> list[dict[str, Any]]:
    """Return the charts of a page of numbers, today beside yesterday; by hour it is all of yesterday."""
    steps = zip(("Visitors", "Carts", "Checkouts", "Paid"), zip(now.funnel, before.funnel, strict=True), strict=True)
    hours = [by_hour(begun(scope, one)) for one in (day, day - timedelta(days=1))]
    return [
        _chart("funnel", "From visitors to buyers", ("Step", "Today", "Yesterday"), list(steps), "bar bar"),
        _chart(
            "hours",
            "Carts begun, by hour",
            ("Hour", "Today", "Yesterday"),
            [(f"{hour:02}:00", pair) for hour, pair in enumerate(zip(*hours, strict=True))],
            "bar line",
        ),
        _listed("added", "Most put into carts today", top_added(scope, day)),
        _listed("left", "Most left behind, 7 days", top_abandoned(scope)),
    ]


def _chart(key: str, title: str, head: Iterable[str], rows: list[Any], series: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "head": head, "rows": rows, "series": series, **more}


def _listed(key: str, title: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    return _chart(key, title, ("Product", "Units"), [(name, (units,)) for name, units in rows], "bar", across=True)
