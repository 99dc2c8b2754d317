"""A large site in its own database, and servers of it that measure their processor time."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from config import servers
from tests import database
from tests.bench import million
from tests.bench.fanout import print_figure
from tests.site import ServedSite, Site, build_environment, find_free_port, terminate_after

NAME = "livestall_pages"
THREADS = 8
SERVERS = {
    "config.server": "-m config.server --verbosity 0 --port {port}",
    "gunicorn threads": "-m gunicorn -k gthread --threads {threads} -b 127.0.0.1:{port} --log-level error "
    "django.core.wsgi:get_wsgi_application()",
}


@contextmanager
def create_site(products: int, orders: int, *, keep: bool) -> Iterator[None]:
    """Use a database of this size until the block ends; `keep` leaves it for the next run."""
    with database._connect_outside(settings.DATABASES["default"]["NAME"]) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not there:
            template = database._migrated_template(server)
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(made.format(sql.Identifier(NAME), sql.Identifier(template)))
    database._switch_to(NAME)
    is_whole = False
    try:
        call_command("migrate", verbosity=0)  # one that was kept may be of yesterday
        if not million.is_site_made():
            million.make_site(products, orders, print_figure)
        is_whole = True
        yield
    finally:
        database._switch_to("postgres")
        if not (keep and is_whole):
            with database._connect_outside("postgres") as server:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


@contextmanager
def run_server(name: str, folder: Path) -> Iterator["MeasuredSite"]:
    """Run a server on a core of its own until the block ends."""
    site: Site = Site(find_free_port())
    command = SERVERS[name].format(port=site.port, threads=THREADS)
    process = subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=settings.BASE_DIR,
        env={**build_environment(site, servers.redis_url(0), folder), "DJANGO_SETTINGS_MODULE": "config.settings"},
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    with terminate_after(process):
        end = time.monotonic() + 60
        while not _answers(site):
            if time.monotonic() > end or process.poll() is not None:
                raise TimeoutError(f"{name} did not start")
            time.sleep(0.1)
        yield MeasuredSite(site.port, process)


class MeasuredSite(ServedSite):
    """A served site that measures its processor time."""

    def worked(self) -> float:
        """Return the processor time of the server's processes in seconds, without the database's."""
        server = psutil.Process(self.process.pid)
        times = [process.cpu_times() for process in (server, *server.children(recursive=True))]
        return sum(each.user + each.system for each in times)


def _answers(site: Site) -> bool:
    try:
        return httpx.get(f"{site.origin}/robots.txt").status_code == 200
    except httpx.TransportError:
        return False


def measure_core_speed() -> float:
    """Return the milliseconds of a core that a fixed piece of work takes, at best: how fast the machine is just now."""
    took = []
    for _ in range(20):
        began = time.process_time()
        sum(range(200_000))
        took.append(time.process_time() - began)
    return round(1000 * min(took), 2)
