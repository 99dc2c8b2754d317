"""Cost of checkouts: `uv run python -m tests.bench.checkouts --help` (P8).

Fifty buyers over HTTP fill a cart, check out and pay, over twenty items and over a single one, on one and on two web
processes. `saturated` has no pauses: it shows the highest rate, and the length of the queue for it. `browsing` looks
at each page for some seconds: it shows a buyer's waiting time.
Every figure is a line of JSON with its settings, the processor time of the web processes, the statements of a
checkout, and the ratio to the rate of plain SQL (`tests/bench/sql_baseline.py`) measured just before. The ratio does
not depend on the speed of the machine. Only "sold out" (409) may fail.
"""

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config import servers

servers.start()

import django
import psutil

django.setup()

from django.conf import settings
from django.test import override_settings

from marketplace.models import Order
from tests import cast
from tests.bench.fanout import print_figure
from tests.bench.http_buyers import Timed, run_buyers, run_shopping
from tests.bench.sql_baseline import measure_purchase_rate
from tests.database import use_database_copy
from tests.site import ServedSite, serve_site
from tests.statements import count_purchase_statements

AS_THEY_LIE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STEPS = ("fill", "check_out", "pay")
PLAIN = {302, 409}
"""Answers that are no failure: done, or sold out."""


class CrowdMeasurement:
    """The answers of one crowd, and the processor time of the web processes."""

    def __init__(self, sites: list[ServedSite]) -> None:
        self.sites, self.timed = sites, Timed()
        self._paid, self._spent = _paid(), _cpu(sites)

    def figures(self, seconds: float) -> dict[str, Any]:
        """Return the figures, the crowd having taken so many seconds."""
        paid = _paid() - self._paid
        answers = Counter(status for _, _, status in self.timed)
        return {
            "processes": len(self.sites),
            "checkouts_per_s": round(paid / seconds, 1),
            "paid": paid,
            "failed": sum(status not in PLAIN for _, _, status in self.timed),
            "answers": dict(answers),
            "server_cpu_ms": round((_cpu(self.sites) - self._spent) / max(paid, 1) * 1000, 1),
            "p50_ms": {step: self._at(step, 49) for step in STEPS},
            "p95_ms": {step: self._at(step, 94) for step in STEPS},
        }

    def _at(self, step: str, percentile: int) -> int:
        seconds = [each for kind, each, _ in self.timed if kind == step]
        return round(quantiles(seconds, n=100)[percentile] * 1000) if len(seconds) > 1 else 0


def measure_crowds(name: str, sites: list[ServedSite], options: argparse.Namespace, *, items: int, units: int) -> None:
    """Print how a crowd fares that knows no pause, then one that looks at each page, each over new items."""
    least = measure_purchase_rate(items, settings.GATE_MAX_REQUESTS * len(sites))
    for load, rounds, pause in (("saturated", options.rounds, 0), ("browsing", options.rounds // 2, options.pause)):
        wanted, measured = make_stock(items, units), CrowdMeasurement(sites)
        took = run_shopping(run_buyers(list(sites), wanted, options.buyers, rounds, measured.timed, pause=pause))
        figures = measured.figures(took)
        share = round(figures["checkouts_per_s"] / least, 3)
        beside = {"plain_sql_per_s": round(least), "of_plain_sql": share}
        print_figure("P8", over=name, load=load, buyers=options.buyers, pause_s=pause, **figures, **beside)


def _paid() -> int:
    return Order.objects.filter(paid_at__isnull=False).count()


def _cpu(sites: list[ServedSite]) -> float:
    """Return the processor time of the web processes in seconds; other work on the machine hardly changes it."""
    return sum(sum(psutil.Process(site.process.pid).cpu_times()[:2]) for site in sites)


@contextmanager
def run_servers(count: int, folder: Path) -> Iterator[list[ServedSite]]:
    """Run so many web processes on one database and one Redis."""
    with ExitStack() as stack:
        yield [stack.enter_context(serve_site(servers.redis_url(), folder / str(number))) for number in range(count)]


def make_stock(count: int, units: int) -> list[int]:
    """Return new items with so many units each."""
    return [cast.item(stock=units).pk for _ in range(count)]


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--buyers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6, help="purchases of each buyer without a pause")
    parser.add_argument("--pause", type=float, default=5, help="seconds for which the others look at a page")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    plenty = options.buyers * options.rounds * 2
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, use_database_copy(f"bench_livestall_{os.getpid()}"):
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": AS_THEY_LIE}}):
            print_figure("P8", statements=count_purchase_statements(make_stock(1, 2)[0]))
        for processes in options.processes:
            with run_servers(processes, Path(folder) / str(processes)) as sites:
                run_shopping(run_buyers(list(sites), make_stock(5, plenty), options.buyers, 1, Timed()))
                measure_crowds("20 items", sites, options, items=20, units=plenty)
                measure_crowds("1 item", sites, options, items=1, units=plenty)
                measure_crowds("1 item, sold out on the way", sites, options, items=1, units=options.buyers)


if __name__ == "__main__":
    main()
