"""Cost of purging old activities for concurrent checkouts: `uv run python -m tests.bench.purge --help` (P10).

Buyers check out over real HTTP, in turns with and without a concurrent purge, so that other work on the machine slows
down both. Figures are lines of JSON: median and 95th percentile of both, their ratio, and the number of deleted rows.
"""

import argparse
import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config import servers

servers.start()

import django

django.setup()

from django.conf import settings
from django.db.models.functions import Now

from activity.models import PurchaseActivity, window
from marketplace.models import Item, Order, OrderLine
from tests import cast
from tests.bench.fanout import print_figure
from tests.bench.http_buyers import Buyer, Timed
from tests.bench.million import insert_rows, run_statement
from tests.database import use_database_copy
from tests.site import ServedSite, build_environment, serve_site, terminate_after

PURGE = """
import django, time
django.setup()
from activity.retention import purge_activities
while True:
    purge_activities()
    time.sleep(1)
"""


def make_expired_activities(rows: int) -> None:
    """Make so many activities that are past their time, each of an order of its own."""
    first = cast.paid_order(cast.guest(), (cast.item(stock=1), 1))
    line, last = first.lines.get(), first.pk
    run_statement("SET session_replication_role = replica; SET statement_timeout = 0")
    insert_rows(
        Order, f"generate_series(1, {rows}) n",
        id=f"{last} + n", number=f"'B-' || ({last} + n)", holder="'v-' || md5(n::text)", visitor="md5(n::text)",
        status="'delivered'", paid_at="now() - interval '3 days'", expires_at="now()", currency="'EUR'",
        items_total="0", shipping_total="0", tax_total="0", total="0",
    )  # fmt: skip
    insert_rows(
        OrderLine, f"marketplace_order o WHERE o.id > {last}",
        order_id="o.id", product_id=str(line.product_id), item_id=str(line.item_id), shop_id=str(line.shop_id),
        title="'Trail Runner'", unit_price="49.90", quantity="1",
    )  # fmt: skip
    insert_rows(
        PurchaseActivity, f"marketplace_orderline l WHERE l.order_id > {last}",
        key="substr(md5(l.id::text), 1, 20)", initials="'J.D.'", title="l.title", amount="l.amount", currency="'EUR'",
        city="'City ' || l.id % 500", region="'R' || l.id % 20", is_public="true",
        created_at="now() - interval '3 days' + l.id * interval '1 millisecond'",
        order_id="l.order_id", order_line_id="l.id", product_id="l.product_id",
    )  # fmt: skip
    run_statement("SELECT setval(pg_get_serial_sequence('marketplace_order', 'id'), max(id)) FROM marketplace_order")
    run_statement("SET session_replication_role = DEFAULT")
    run_statement("VACUUM ANALYZE")


def run_checkouts(site: ServedSite, items: list[Item], buyers: int, seconds: float) -> list[float]:
    """Have buyers check out one after another for a while; return the seconds that each checkout and payment took."""
    timed: Timed = []
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        turn = 0
        while time.monotonic() < end:
            await Buyer(site, timed).purchase(items[(number + turn) % len(items)].pk, lambda: 0.0)
            turn += 1

    async def everybody() -> None:
        await asyncio.gather(*(one(number) for number in range(buyers)))

    asyncio.run(everybody())
    assert {status for _, _, status in timed} == {302}, "a checkout failed"
    return [took for kind, took, _ in timed if kind != "fill"]


def _due() -> int:
    return PurchaseActivity.objects.filter(created_at__lte=Now() - window()).count()


def _ms(seconds: list[float]) -> dict[str, float]:
    return {"p50_ms": round(median(seconds) * 1000, 1), "p95_ms": round(quantiles(seconds, n=20)[-1] * 1000, 1)}


def measure_purge(site: ServedSite, folder: Path, options: argparse.Namespace) -> None:
    """Let checkouts run in turns alone and beside a purge, and print both."""
    items = [cast.item(stock=100_000) for _ in range(20)]
    run_checkouts(site, items, options.buyers, 5)
    alone, beside, deleted, took = [], [], 0, 0.0
    for _ in range(options.turns):
        alone += run_checkouts(site, items, options.buyers, options.seconds)
        before, began = _due(), time.monotonic()
        command = [sys.executable, "-c", PURGE]
        variables = build_environment(site, servers.redis_url(), folder)
        with terminate_after(subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables)):
            time.sleep(3)  # it takes its time to start
            beside += run_checkouts(site, items, options.buyers, options.seconds)
        took += time.monotonic() - began
        deleted += before - _due()
    ratio = round(_ms(beside)["p95_ms"] / _ms(alone)["p95_ms"], 3)
    figures = {"alone": _ms(alone), "beside_purge": _ms(beside), "p95_ratio": ratio, "checkouts": len(alone) // 2}
    print_figure("P10", rows=options.rows, deleted=deleted, deleted_per_s=round(deleted / took), **figures)


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="activities past their time")
    parser.add_argument("--buyers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=30, help="of each turn")
    parser.add_argument("--turns", type=int, default=4, help="with and without")
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, use_database_copy(f"bench_livestall_{os.getpid()}"):
        make_expired_activities(options.rows)
        with serve_site(servers.redis_url(), Path(folder)) as site:
            measure_purge(site, Path(folder), options)


if __name__ == "__main__":
    main()
