"""One sweep over many open trades, some of them past their deadline: `uv run python -m tests.bench.expiry` (P9).

Each turn expires the next trades and sweeps once: statuses, timelines, mails owed to absent participants, and pushes up
to the publisher. `yardstick_ms` is the time of a fixed piece of work on one core, before and after: the speed of the
machine at that moment.
"""

import argparse
import os
import time
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from config import servers

servers.start()

import django

django.setup()

from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from marketplace.models import Shop, User
from tests import cast
from tests.bench.fanout import print_figure
from tests.bench.measured_site import measure_core_speed
from tests.bench.million import insert_rows, run_statement
from tests.database import use_database_copy
from trading.models import Seat, Trade, TradeEvent, Version

SELLERS, BUYERS = 50, 500


def make_open_trades(count: int) -> None:
    """Open so many trades, each with its terms, both seats and two steps, that have a day to go."""
    shops = [cast.shop() for _ in range(SELLERS)]
    first, buyers = User.objects.latest("pk").pk, [f"buyer{n}@example.com" for n in range(BUYERS)]
    User.objects.bulk_create(User(email=email) for email in buyers)
    seller, shop = (f"(ARRAY{[getattr(one, key) for one in shops]})[n % {SELLERS} + 1]" for key in ("owner_id", "pk"))
    buyer, later = f"{first} + 1 + n % {BUYERS}", f"generate_series(1, {count}) n"
    run_statement("SET session_replication_role = replica; SET statement_timeout = 0")
    insert_rows(
        Trade, later,
        id="n", number="'TR-' || lpad(n::text, 10, '0')", seller_id=seller, shop_id=shop, buyer_id=buyer,
        title="'Oranges'", status="'negotiating'", terms_id="n", said="0", revision="2", created_at="now()",
        expires_at="now() + interval '1 day' + n * interval '1 ms'",
    )  # fmt: skip
    insert_rows(Version, later, id="n", trade_id="n", number="1", price="9.90", quantity="5", by_id=seller)
    for place, (role, user) in enumerate({"seller": seller, "buyer": buyer}.items()):
        insert_rows(Seat, later, trade_id="n", user_id=user, role=f"'{role}'", seen="2", read="0")
        kind = ("created", "joined")[place]
        insert_rows(TradeEvent, later, trade_id="n", number=str(place + 1), kind=f"'{kind}'", by_id=user)
    run_statement("SET session_replication_role = DEFAULT")
    run_statement("VACUUM ANALYZE")


def measure_sweep(due: int, turn: int) -> tuple[float, float, int]:
    """Expire the next trades and sweep; return milliseconds, those of its own work, and its queries."""
    ids = range(turn * due + 1, (turn + 1) * due + 1)
    Trade.objects.filter(pk__in=ids).update(expires_at=Now())
    with CaptureQueriesContext(connection) as seen:
        began, worked = time.perf_counter(), time.thread_time()
        expired = Trade.objects.expire_due()
        took, own = time.perf_counter() - began, time.thread_time() - worked
    assert expired == due, f"{expired} instead of {due}"
    return took * 1000, own * 1000, len(seen)


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trades", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    with use_database_copy(f"bench_livestall_{os.getpid()}"):
        make_open_trades(options.trades)
        before = measure_core_speed()
        took, own, queries = zip(*(measure_sweep(options.due, turn) for turn in range(options.turns)), strict=True)
        figures = {
            "p50_ms": round(median(took), 1),
            "best_ms": round(min(took), 1),
            "own_cpu_ms": round(median(own), 1),
        }
        once = TradeEvent.objects.filter(kind="expired").values("trade").distinct().count()
        assert once == Trade.objects.filter(status="expired").count() == options.due * options.turns
        marks = {"yardstick_ms": [before, measure_core_speed()], "shops": Shop.objects.count()}
        print_figure(
            "P9", trades=options.trades, due=options.due, turns=options.turns, queries=max(queries), **figures, **marks
        )


if __name__ == "__main__":
    main()
