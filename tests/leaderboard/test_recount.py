"""After any sequence of events the stored counts equal a recount of sales and views (R16)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard import drift
from leaderboard.board import Board
from leaderboard.earnings import read_earnings
from leaderboard.metrics import Metric
from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME, Period
from marketplace.models import ProductView, SaleFact
from tests import cast
from tests.leaderboard.sales_and_views import sale, view

pytestmark = pytest.mark.django_db
ZONE = "America/Havana"
START = datetime(2026, 10, 31, 20, tzinfo=UTC)
SELLERS, HOURS = 3, 24 * 40

hours = st.integers(0, HOURS)
sellers = st.integers(0, SELLERS - 1)
indexes = st.integers(0, 99)
steps = st.one_of(
    st.tuples(st.just("sell"), sellers, st.integers(1, 4), hours),
    st.tuples(st.just("sell_together"), st.lists(st.tuples(sellers, st.integers(1, 3)), min_size=2, max_size=5), hours),
    st.tuples(st.just("record_reversals"), st.lists(indexes, min_size=1, max_size=3)),
    st.tuples(st.just("look"), sellers, st.integers(0, 3), hours),
    st.tuples(st.just("delete_looks"), st.lists(indexes, min_size=1, max_size=3)),
    st.tuples(st.just("forget"), sellers),
    st.tuples(st.just("drop_product"), sellers),
)


class World:
    """Three sellers with a product each, and their sales and views."""

    def __init__(self):
        self.products = [cast.product() for _ in range(SELLERS)]
        self.owners = [product.shop.owner for product in self.products]

    def sell(self, seller, quantity, hour):
        sale(self.owners[seller], quantity, START + timedelta(hours=hour), product=self.products[seller])

    def sell_together(self, lines, hour):
        SaleFact.objects.bulk_create(
            SaleFact(seller=self.owners[n], quantity=q, amount=q, sold_at=START + timedelta(hours=hour))
            for n, q in lines
        )

    def record_reversals(self, indexes):
        SaleFact.objects.filter(pk__in=self._pick(SaleFact, indexes)).record_reversals()

    def look(self, seller, viewer, hour):
        day = (START + timedelta(hours=hour)).astimezone(ZoneInfo(ZONE)).date()
        same = ProductView.objects.filter(product=self.products[seller], viewer=f"v-{viewer}")
        if not same.filter(day=day).exists():
            is_first = not same.filter(day__year=day.year, day__month=day.month).exists()
            view(self.products[seller], f"v-{viewer}", day, is_first=is_first)

    def delete_looks(self, indexes):
        ProductView.objects.filter(pk__in=self._pick(ProductView, indexes)).delete()

    def forget(self, seller):
        self.owners[seller].sales.update(seller=None)
        self.owners[seller].views_of_theirs.update(seller=None)

    def drop_product(self, seller):
        SaleFact.objects.filter(product=self.products[seller]).update(product=None)
        ProductView.objects.filter(product=self.products[seller]).delete()

    def _pick(self, model, indexes):
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return [pks[index % len(pks)] for index in indexes] if pks else []


def recount(period_of):
    """Count sales and views row by row, without SQL aggregates."""
    sold: Counter[tuple[int | None, Period]] = Counter()
    seen: Counter[tuple[int | None, Period]] = Counter()
    for fact in SaleFact.objects.exclude(seller=None):
        for period in (ALL_TIME, period_of(fact.sold_at)):
            sold[fact.seller_id, period] += fact.quantity
    for look in ProductView.objects.exclude(seller=None).filter(is_first_of_month=True):
        for period in (ALL_TIME, Period(look.day.year, look.day.month)):
            seen[look.seller_id, period] += 1
    keys = {*(key for key, number in sold.items() if number), *seen}
    return {key: (sold[key], seen[key]) for key in keys}


def check(world):
    here = ZoneInfo(ZONE)
    kept = {(row.seller_id, row.period): (row.items_sold, row.views) for row in SellerMonth.objects.all()}
    assert kept == recount(lambda moment: Period(moment.astimezone(here).year, moment.astimezone(here).month))
    assert drift.find_drift() == []
    for metric in Metric:
        for period in (ALL_TIME, Period(2026, 10), Period(2026, 11)):
            board = Board(metric, period)
            for owner in world.owners:
                own = board.own(owner.pk)
                assert (own.number if own else 0) == kept.get((owner.pk, period), (0, 0))[metric is Metric.VIEWS]
    for owner in world.owners:
        for earnings in read_earnings(owner.pk, Period(2026, 11)):
            assert (earnings.sold, earnings.views) == kept.get((owner.pk, earnings.period), (0, 0))
            assert earnings.sold == sum(part.number for part in earnings.parts)


def assert_equal_to_a_recount(story, zone):
    with transaction.atomic():
        zone(ZONE)
        world = World()
        for verb, *arguments in story:
            getattr(world, verb)(*arguments)
        check(world)
        transaction.set_rollback(True)


PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(st.lists(steps, max_size=20))
@settings(max_examples=6, **PATIENT)
def test_a_few_events_are_counted_as_a_recount_counts_them(zone, story):
    assert_equal_to_a_recount(story, zone)


@pytest.mark.slow
@given(st.lists(steps, min_size=60, max_size=120))
@settings(max_examples=150, **PATIENT)
def test_ten_thousand_events_are_counted_as_a_recount_counts_them(zone, story):
    assert_equal_to_a_recount(story, zone)
