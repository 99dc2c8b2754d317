"""What checkout takes: `uv run python -m tests.bench.checkouts --help` (P8).

Fifty buyers at once, each with a browser of their own and over real HTTP, fill a cart, check out and pay, over twenty
items and over a single one, on one and on two web processes. Every figure is a line of JSON: checkouts a second, how
long the steps took, and what was answered; only "sold out" (409) may fail.
"""

import argparse
import asyncio
import logging
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config import servers

servers.start()

import django
import httpx
import psutil

django.setup()

from marketplace.models import Item, Order
from tests import cast
from tests.bench.fanout import say
from tests.buyer import Buyer
from tests.database import copied
from tests.site import ServedSite, serve

STEPS = {"/cart/add/": "fill", "/checkout/": "check_out"}
PLAIN = {"fill": {302, 409, 422}, "check_out": {302, 409}, "pay": {302, 409}}
"""Answers that are no failure: done, or sold out."""
Timed = list[tuple[str, float, int]]


class Clocked(Buyer):
    """A buyer with a watch."""

    def __init__(self, site: ServedSite, timed: Timed) -> None:
        super().__init__(site)
        self.timed = timed

    async def post(self, path: str, **form: object) -> httpx.Response:
        """Send a form, and note how long its answer took."""
        began = time.perf_counter()
        answer = await super().post(path, **form)
        self.timed.append((STEPS.get(path, "pay"), time.perf_counter() - began, answer.status_code))
        return answer


async def shop(sites: list[ServedSite], items: list[Item], buyers: int, rounds: int, timed: Timed) -> float:
    """Have so many buyers shop one after another's purchase, each always one item; return the seconds it took."""

    async def one(number: int) -> None:
        for turn in range(rounds):
            buyer = Clocked(sites[number % len(sites)], timed)
            await buyer.fill(items[(number + turn * 7) % len(items)])
            await buyer.buy()
            await buyer.web.aclose()

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(buyers)))
    return time.perf_counter() - began


def measure(name: str, sites: list[ServedSite], items: list[Item], buyers: int, rounds: int) -> None:
    """Print what a crowd of buyers was answered, and how fast."""
    timed: Timed = []
    before = Order.objects.filter(paid_at__isnull=False).count()
    spent = _cpu(sites)
    took = asyncio.run(shop(sites, items, buyers, rounds, timed))
    paid = Order.objects.filter(paid_at__isnull=False).count() - before
    p95 = {step: _p95([seconds for kind, seconds, _ in timed if kind == step]) for step in ("fill", "check_out", "pay")}
    answers = Counter(status for _, _, status in timed)
    failed = sum(status not in PLAIN[step] for step, _, status in timed)
    cpu = round((_cpu(sites) - spent) / max(paid, 1) * 1000, 1)
    values = {"checkouts_per_s": round(paid / took, 1), "server_cpu_ms": cpu, "paid": paid, "failed": failed}
    say("P8", over=name, processes=len(sites), buyers=buyers, **values, answers=dict(answers), p95_ms=p95)


def _cpu(sites: list[ServedSite]) -> float:
    """Return the seconds of processor time that the web processes have taken: what a busy machine doesn't change."""
    return sum(sum(psutil.Process(site.process.pid).cpu_times()[:2]) for site in sites)


def _p95(seconds: list[float]) -> int:
    return round(quantiles(seconds, n=20)[-1] * 1000) if len(seconds) > 1 else 0


@contextmanager
def running(count: int, folder: Path) -> Iterator[list[ServedSite]]:
    """Run so many web processes on one database and one Redis."""
    with ExitStack() as stack:
        yield [stack.enter_context(serve(servers.redis_url(), folder / str(number))) for number in range(count)]


def stock(units: int) -> Callable[[int], list[Item]]:
    """Return what makes items with so many units each."""
    return lambda count: [cast.item(stock=units) for _ in range(count)]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--buyers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=6, help="purchases of each buyer")
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    units = options.buyers * options.rounds * 2
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, copied(f"bench_livestall_{os.getpid()}"):
        for processes in (1, 2):
            with running(processes, Path(folder) / str(processes)) as sites:
                measure("warming up", sites, stock(units)(5), options.buyers, 1)
                measure("20 items", sites, stock(units)(20), options.buyers, options.rounds)
                measure("1 item", sites, stock(units)(1), options.buyers, options.rounds)
                measure("1 item, sold out on the way", sites, stock(100)(1), options.buyers, options.rounds)


if __name__ == "__main__":
    main()
