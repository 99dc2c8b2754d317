"""Cost of toasts: `uv run python -m tests.bench.toasts --help`.

A burst of purchases is pushed to more and more open pages, and many visitors arrive during further purchases. Every
figure is a line of JSON. Renders and database work must depend on the number of pushes, not on the number of pages, and
a visitor must cost no queries. Times are processor time of the web process.
"""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("LIVE_SOCKETS_PER_ADDRESS", "100000")

from config import servers

servers.start()

import django
import httpx
import psutil

django.setup()

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import override_settings

from activity import toast_cache
from activity.models import PurchaseActivity
from config.live import flush
from marketplace.models import Order, OrderLine
from tests import cast
from tests.bench.fanout import LiveServer, print_figure
from tests.bench.million import insert_rows, run_statement
from tests.bench.socket_clients import SocketClients
from tests.database import use_database_copy
from tests.site import ServedSite, serve_site

LATE = 30  # s to wait for frames


def make_purchases(purchases: int) -> list[PurchaseActivity]:
    """Make this many purchases and return them; their payment is not measured."""
    first = cast.paid_order(cast.guest(), (cast.item(stock=purchases + 1), 1))
    line = first.lines.get()
    last = Order.objects.order_by("-pk")[0].pk
    insert_rows(
        Order, f"generate_series(1, {purchases}) n",
        id=f"{last} + n", number=f"'B-' || ({last} + n)", holder="'v-' || md5(n::text)", visitor="md5(n::text)",
        status="'paid'", paid_at="clock_timestamp()", expires_at="now()", currency="'EUR'",
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
        is_public="true", order_id="l.order_id", order_line_id="l.id", product_id="l.product_id",
    )  # fmt: skip
    run_statement("SELECT setval(pg_get_serial_sequence('marketplace_order', 'id'), max(id)) FROM marketplace_order")
    return list(PurchaseActivity.objects.filter(order_id__gt=last).order_by("pk"))


@contextmanager
def count_work() -> Iterator[tuple[dict[str, Any], Any]]:
    """Count renders for pushes, and database queries of other processes.

    Yields the figures, and the wrapper for this process's queries in other threads.
    """
    figures: dict[str, Any] = {"renders": 0}
    own = 0

    def render(*args: Any, **kwargs: Any) -> str:
        figures["renders"] += 1
        return rendered(*args, **kwargs)

    def ask(execute: Any, *args: Any) -> Any:
        nonlocal own
        own += 1
        return execute(*args)

    rendered, before = render_to_string, _transactions()
    with patch("config.live.topics.render_to_string", render), connection.execute_wrapper(ask):
        yield figures, ask
    time.sleep(1.5)  # the database reports a session's work a second late
    figures["queries_of_the_web_process"] = max(_transactions() - before - own - 2, 0)


def _transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _cpu(site: ServedSite) -> float:
    return sum(psutil.Process(site.process.pid).cpu_times()[:2])


def push_purchases(purchases: list[PurchaseActivity], seconds: float) -> None:
    """Push the purchases, spread over some seconds if the machine keeps up."""
    began = time.monotonic()
    for number, purchase in enumerate(purchases):
        time.sleep(max(0.0, began + seconds * number / len(purchases) - time.monotonic()))
        toast_cache.mark_new_purchase()
        PurchaseActivity.objects.filter(pk=purchase.pk).push_new()
    flush()


def measure_burst(site: ServedSite, sockets: int, purchases: int) -> None:
    """Push a burst of purchases to this many pages."""
    bought, crowd = make_purchases(purchases), SocketClients(site.port, "/ws/", sockets, LiveServer.greeting)
    cpu, began = _cpu(site), time.monotonic()
    with count_work() as (figures, _):
        push_purchases(bought, 1)
        while crowd.heard < sockets * purchases and time.monotonic() < began + LATE:
            time.sleep(0.01)
        took = time.monotonic() - began
    used = _cpu(site) - cpu
    received = crowd.heard / (sockets * purchases)
    crowd.leave()
    per_frame = round(used / (sockets * purchases) * 1e6, 1)
    values = {"took_s": round(took, 2), "server_cpu_s": round(used, 2), "server_cpu_us_per_frame": per_frame}
    print_figure("toast burst", purchases=purchases, sockets=sockets, received=received, **values, **figures)


def measure_arrivals(site: ServedSite, visitors: int, purchases: int) -> None:
    """Let visitors arrive one after another while more is bought."""
    bought, over = make_purchases(purchases), Event()

    def shop(ask: Any) -> None:
        with connection.execute_wrapper(ask):
            while bought and not over.wait(0.02):
                push_purchases([bought.pop()], 0)
        connection.close()

    cpu, began, failed = _cpu(site), time.monotonic(), 0
    with count_work() as (figures, ask):
        buyers = Thread(target=shop, args=[ask])
        buyers.start()
        for _ in range(visitors):
            failed += fetch_toasts(site) != 200
        took, figures["purchases_meanwhile"] = time.monotonic() - began, purchases - len(bought)
        over.set()
        buyers.join()
    values = {"took_s": round(took, 2), "server_cpu_ms_per_visitor": round((_cpu(site) - cpu) / visitors * 1000, 2)}
    print_figure("toast arrivals", visitors=visitors, failed=failed, **values, **figures)


_web = httpx.Client(timeout=30)


def fetch_toasts(site: ServedSite) -> int:
    """Fetch the toasts as a new visitor."""
    answer = _web.get(f"{site.origin}/activity/recent/")
    _web.cookies.clear()
    return answer.status_code


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--purchases", type=int, default=500, help="of a burst, within a second")
    parser.add_argument("--sockets", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--visitors", type=int, default=10_000)
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}),
        tempfile.TemporaryDirectory(dir="/var/tmp") as folder,
        use_database_copy(f"bench_livestall_{os.getpid()}"),
        serve_site(servers.redis_url(), Path(folder)) as site,
    ):
        for sockets in options.sockets:
            measure_burst(site, sockets, options.purchases)
        measure_arrivals(site, options.visitors, options.purchases)


if __name__ == "__main__":
    main()
