"""The real site: a Daphne process on the tests' database, with collected static files."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from config import servers

PATIENCE = 60  # s for the server to answer
STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
"""Names files as the site does, but doesn't compress them: that takes seconds."""


@dataclass(frozen=True)
class Site:
    """Port and URLs of a running site."""

    port: int

    @property
    def origin(self) -> str:
        """Return the origin of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Return the URL of its websocket."""
        return f"ws://127.0.0.1:{self.port}/ws/"


@dataclass(frozen=True)
class ServedSite(Site):
    """A site with the process that serves it."""

    process: "subprocess.Popen[bytes]"


@contextmanager
def serve_site(
    redis_url: str, folder: Path, program: str = "config.server --verbosity 1", port: int = 0
) -> Iterator[ServedSite]:
    """Run the site with its data in `folder` until the block ends; `program` is a module that accepts `--port`."""
    collect_static(folder)
    port = port or find_free_port()
    log = folder / f"web-{port}.log"
    with log.open("wb") as output:
        web = subprocess.Popen(
            [sys.executable, "-m", *program.split(), "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=build_environment(Site(port), redis_url, folder),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with terminate_after(web):
        _wait(Site(port), web, log)
        yield ServedSite(port, web)


@contextmanager
def terminate_after(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Terminate a process at the end of the block, and kill it after 10 s."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def build_environment(site: Site, redis_url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a process of the site on the tests' database, with its data in `folder`."""
    database = urlsplit(servers.database_url())._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
        "SITE_ORIGINS": site.origin,
        "SECRET_KEY": settings.SECRET_KEY,
        "LIVESTALL_DATA_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
    }


def collect_static(folder: Path) -> None:
    """Collect the static files of a site whose data is in `folder`."""
    with override_settings(
        STATIC_ROOT=folder / "static", STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}}
    ):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])


def find_free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(site: Site, web: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and web.poll() is None:
        if _answers(site):
            return
        time.sleep(0.05)
    raise AssertionError(f"The site did not start:\n{log.read_text()[-3000:]}")


def _answers(site: Site) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    try:
        line.request("GET", "/")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()
