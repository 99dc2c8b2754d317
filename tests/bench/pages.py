"""Cost of pages with many products and orders (P5): `uv run python -m tests.bench.pages --help`.

Makes a site in its own database, then reads its pages: the queries of each, the time of each alone, and pages a second
of one process on one core, beside the same pages under gunicorn's threads. Each figure is a line of JSON. On a shared
machine `cpu_ms`, the server's processor time, is more reliable than the time of a page. `yardstick_ms` is the time of a
fixed piece of work at that moment, to compare runs.
"""

import argparse
import itertools
import logging
import os
import tempfile
import threading
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from statistics import median, quantiles

from config import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
servers.start()

import django

django.setup()

import httpx
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from activity import toast_cache
from marketplace.catalogue import shelves
from marketplace.catalogue.product_list import count_category_choices
from marketplace.models import Item, Product
from tests.bench import million
from tests.bench.fanout import print_figure
from tests.bench.measured_site import SERVERS, THREADS, MeasuredSite, create_site, measure_core_speed, run_server
from tests.site import Site, collect_static

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


@cache
def _slugs() -> list[str]:
    some = Product.objects.visible().annotate(place=F("pk") % 101).filter(place=7).order_by("pk")
    return list(some.values_list("slug", flat=True)[:1000])


PAGES = {
    "home": lambda n: "/",
    "category": lambda n: f"/categories/corner-{1 + n % 12}/?page={1 + n % 40}",
    "category, filtered": lambda n: f"/categories/corner-{1 + n % 12}/?in_stock=1&size=M&least={n % 50}&sort=price",
    "category, most sold": lambda n: f"/categories/corner-{1 + n % 12}/?sort=sold",
    "category, last page": lambda n: f"/categories/corner-{1 + n % 12}/?page=9999999",
    "shop": lambda n: f"/shops/stall-{1 + n % million.SHOPS}/",
    "search": lambda n: f"/search/?q={_words(n)}",
    "search, one word": lambda n: f"/search/?q={million.KINDS.split(',')[n % 17]}",
    "search, misspelt": lambda n: f"/search/?q={_words(n)}x",
    "product": lambda n: f"/products/{_slugs()[n % len(_slugs())]}/",
    "cart": lambda n: "/cart/",
}
MIXED = ("home", "category", "search", "product", "cart")


def _words(n: int) -> str:
    return (
        f"{million.MANNERS.split(',')[n % 15]}+{million.PLACES.split(',')[n % 13]}+{million.KINDS.split(',')[n % 17]}"
    )


@cache
def _items() -> list[int]:
    some = Item.objects.in_stock().filter(on_hand__gte=50, product__in=Product.objects.released()).order_by("pk")
    return list(some.values_list("pk", flat=True)[:3])


def count_queries() -> None:
    """Print the number of queries of each page, twice with different rows: it must not grow."""
    for name, path in PAGES.items():
        counts = set()
        for n in (5, 8):
            client = Client(SERVER_NAME="localhost")
            client.get(path(n))
            toast_cache.start_generation()
            client.get(path(n))
            with CaptureQueriesContext(connection) as captured:
                client.get(path(n))
            counts.add(len(captured))
        slowest = max(captured.captured_queries, key=lambda query: float(query["time"]))
        print_figure("queries", page=name, queries=sorted(counts), slowest_ms=1000 * float(slowest["time"]))


def make_shopper(site: Site) -> httpx.Client:
    """Return a browser with three things in its cart."""
    browser = httpx.Client(base_url=site.origin, timeout=60, headers={"Origin": site.origin})
    browser.get("/")
    for item in _items():
        said = {"item": item, "quantity": 1, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post("/cart/add/", data=said)
        assert answer.status_code in {200, 302}, answer.status_code
    return browser


def time_pages(site: MeasuredSite, times: int) -> None:
    """Print the time of each page, one at a time."""
    with closing(make_shopper(site)) as browser:
        for name, path in PAGES.items():
            browser.get(path(0))
            took, worked = [], site.worked()
            for n in range(times):
                began = time.perf_counter()
                answer = browser.get(path(n))
                took.append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, (path(n), answer.status_code)
            cpu = round(1000 * (site.worked() - worked) / times, 1)
            p95 = round(quantiles(took, n=20)[-1], 1)
            size = len(answer.content) // 1024
            print_figure(
                "P5",
                page=name,
                p95_ms=p95,
                median_ms=round(median(took), 1),
                worst_ms=round(max(took), 1),
                cpu_ms=cpu,
                yardstick_ms=measure_core_speed(),
                kb=size,
            )


def measure_throughput(site: MeasuredSite, seconds: float) -> tuple[float, float]:
    """Return pages a second that one process answers to eight browsers, and pages for each second of its core."""
    end, done = time.monotonic() + seconds, itertools.count()

    def read(number: int) -> None:
        with closing(make_shopper(site)) as browser:
            for n in itertools.count(number * 101):
                if time.monotonic() > end:
                    return
                browser.get(PAGES[MIXED[n % len(MIXED)]](n)).raise_for_status()
                next(done)

    began, worked = time.monotonic(), site.worked()
    browsers = [threading.Thread(target=read, args=(number,)) for number in range(THREADS)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    pages = next(done)
    return pages / (time.monotonic() - began), pages / (site.worked() - worked)


def compare_servers(folder: Path, seconds: float, rounds: int) -> None:
    """Print pages a second under both servers in turn, and their ratio; also by processor time."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in SERVERS}
    for _ in range(rounds):
        for name in SERVERS:
            with run_server(name, folder) as site:
                measure_throughput(site, 3)
                found[name].append(measure_throughput(site, seconds))
    for place, what in enumerate(("pages_per_second", "pages_per_second_of_core")):
        rates = {name: [round(rate[place], 1) for rate in rates] for name, rates in found.items()}
        ours, theirs = (median(each) for each in rates.values())
        print_figure("P5", what=what, **rates, ratio=round(ours / theirs, 2))


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100, help="each page is read; 0 for throughput alone")
    parser.add_argument("--seconds", type=float, default=10, help="of each round of throughput")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next time")
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with create_site(options.products, options.orders, keep=options.keep), tempfile.TemporaryDirectory() as folder:
        # As the site's tasks do every few seconds or minutes.
        shelves.rank_bestsellers()
        count_category_choices()
        _slugs(), _items()  # the browsers' threads ask the database nothing
        collect_static(Path(folder))
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}):
            count_queries()
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # the server has a core of its own
        if options.times:
            with run_server("config.server", Path(folder)) as site:
                time_pages(site, options.times)
        compare_servers(Path(folder), options.seconds, options.rounds)


if __name__ == "__main__":
    main()
