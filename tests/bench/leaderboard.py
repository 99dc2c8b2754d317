"""Cost of the leaderboard: `uv run python -m tests.bench.leaderboard --help` (P6, P7).

Ten thousand sellers have a million sales and a million views over a year. Reading a board is timed in its statements
alone. A recorded view and a paid order are timed with the counting triggers on and off in turns, so that other work on
the machine slows down both. Every figure is a line of JSON.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config import servers

servers.start()

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import override_settings

from leaderboard.board import Board
from leaderboard.metrics import Metric
from leaderboard.periods import ALL_TIME, this_month
from marketplace.models import Product, ProductView, SaleFact, Shop, User
from tests import cast
from tests.bench.fanout import print_figure
from tests.bench.million import insert_rows, run_statement
from tests.database import use_database_copy

TABLES = ["marketplace_salefact", "marketplace_productview"]
AGE = "interval '365 days' * random()"
serial = count(1)


def make_sellers(sellers: int, facts: int) -> None:
    """Make sellers with two products each, and so many sales and views; some sellers have far more than others."""
    run_statement("SET session_replication_role = replica; SET statement_timeout = 0; SET synchronous_commit = off")
    run_statement("SELECT setseed(0.5)")
    numbers = f"generate_series(1, {sellers}) n"
    corner = cast.category().pk
    insert_rows(User, numbers, id="n", email="'p' || n || '@bench.example'", display_name="'Person ' || n")
    insert_rows(Shop, numbers, id="n", owner_id="n", name="'Stall ' || n", slug="'stall-' || n")
    insert_rows(
        Product, f"generate_series(1, {2 * sellers}) n",
        id="n", shop_id=f"1 + n % {sellers}", category_id=str(corner), title="'Thing ' || n", slug="'thing-' || n",
        price="10", status="'active'", released_at="now() - interval '1 year'",
    )  # fmt: skip
    skewed = f"1 + floor({2 * sellers} * power(random(), 2))::bigint % {2 * sellers}"
    insert_rows(
        SaleFact, f"(SELECT {skewed} AS product, now() - {AGE} AS at FROM generate_series(1, {facts})) s",
        product_id="product", shop_id=f"1 + product % {sellers}", seller_id=f"1 + product % {sellers}",
        quantity="1", amount="10", sold_at="at",
    )  # fmt: skip
    insert_rows(
        ProductView, f"(SELECT n, {skewed} AS product, now() - {AGE} AS at FROM generate_series(1, {facts}) n) s",
        product_id="product", viewer="'v-' || md5(n::text)", seller_id=f"1 + product % {sellers}",
        day="at::date", viewed_at="at", is_first_of_month="true",
    )  # fmt: skip
    run_statement(
        "INSERT INTO leaderboard_sellermonth "
        "(seller_id, year, month, items_sold, views, newest_sale_at, newest_view_at) "
        "SELECT * FROM leaderboard_recount"
    )
    for table in ("user", "shop", "product"):
        run_statement(f"SELECT setval(pg_get_serial_sequence('marketplace_{table}', 'id'), {2 * sellers})")
    run_statement("SET session_replication_role = origin")
    run_statement("VACUUM ANALYZE")


@contextmanager
def time_statements() -> Iterator[list[float]]:
    """Yield a list of the total time of the block's statements, in ms."""
    spent = [0.0]

    def clock(execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent[0] += (time.perf_counter() - began) * 1000

    with connection.execute_wrapper(clock):
        yield spent


def measure_reads(sellers: int, times: int) -> None:
    """Time reading the leaders, and a seller's own place with the gap to the next (P6)."""
    for period in (this_month(), ALL_TIME):
        for metric in Metric:
            board = Board(metric, period)
            for what, look in [("top", partial(read_leaders, board)), ("own", partial(read_own_rank, board))]:
                took = []
                for number in range(times):
                    with time_statements() as spent:
                        look(1 + number * 7919 % sellers)
                    took.append(spent[0])
                print_figure("P6", by=metric.slug, period=str(period), read=what, **summarize_times(took))


def read_leaders(board: Board, seller: int) -> None:
    """Read the leaders that everybody sees."""
    board.top()


def read_own_rank(board: Board, seller: int) -> None:
    """Read a seller's own rows."""
    board.gap(next((row for row in board.around(seller) if row.seller == seller), None))


def summarize_times(took: list[float]) -> dict[str, float]:
    """Return median and 95th percentile, in ms."""
    return {"median_ms": round(median(took), 2), "p95_ms": round(quantiles(took, n=20)[18], 2)}


def measure_writes(name: str, prepare: Callable[[], Callable[[], object]], times: int, rounds: int = 10) -> None:
    """Time the function that `prepare` returns, with the triggers on and off in turns (P7)."""
    took: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    for turn in range(2 * rounds):
        state = "ENABLE" if turn % 2 else "DISABLE"
        for table in TABLES:
            for event in ("insert", "update", "delete"):
                kind = "sales" if table == TABLES[0] else "views"
                run_statement(f"ALTER TABLE {table} {state} TRIGGER leaderboard_{kind}_{event}")
        for _ in range(times // rounds):
            work = prepare()
            began = time.perf_counter()
            work()
            took[state].append((time.perf_counter() - began) * 1000)
    on, off = took["ENABLE"], took["DISABLE"]
    low = [quantiles(each, n=4)[0] for each in (on, off)]
    print_figure(
        "P7", what=name, on=summarize_times(on), off=summarize_times(off),
        ratio=round(median(on) / median(off), 3), ratio_of_lower_quartiles=round(low[0] / low[1], 3),
    )  # fmt: skip


def prepare_view(sellers: int) -> Callable[[], object]:
    """Return a function that records a new viewer's view of a product."""
    number = next(serial)
    product = Product.objects.select_related("shop").get(pk=1 + number * 7919 % (2 * sellers))
    return partial(ProductView.objects.record, product, f"v-bench-{number}")


def prepare_payment() -> Callable[[], object]:
    """Return a function that pays an order of two lines from two shops."""
    lines = [(cast.item(), 1) for _ in range(2)]
    order = cast.pending_order(cast.guest(), *lines)
    return partial(cast.attempt_payment, order)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sellers", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=1_000_000, help="so many sales, and as many views")
    parser.add_argument("--reads", type=int, default=300)
    parser.add_argument("--views", type=int, default=600)
    parser.add_argument("--payments", type=int, default=120)
    asked = parser.parse_args()
    # Pushes of a paid order contain pictures, and no static files were collected here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}),
        use_database_copy("bench_leaderboard"),
    ):
        began = time.monotonic()
        make_sellers(asked.sellers, asked.facts)
        print_figure("made", seconds=round(time.monotonic() - began, 1), sellers=asked.sellers, facts=asked.facts)
        measure_reads(asked.sellers, asked.reads)
        measure_writes("view recorded", partial(prepare_view, asked.sellers), asked.views)
        measure_writes("order paid", prepare_payment, asked.payments)


if __name__ == "__main__":
    main()
