"""The site as docker-compose.yml runs it, without containers: two web processes behind the proxy and its own rules."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from config import servers
from tests.site import PATIENCE, STORAGE, Site, find_free_port

CADDYFILE = Path(__file__).parents[2] / "config" / "docker" / "Caddyfile"


@dataclass(frozen=True)
class ProxiedSite(Site):
    """The proxy's address, the web processes behind it, and the folder of its data."""

    webs: "dict[int, subprocess.Popen[bytes]]"
    folder: Path


@contextmanager
def serve_behind_proxy(folder: Path) -> Iterator[ProxiedSite]:
    """Run all of it with its data in `folder` until the block ends."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}}
    with override_settings(STATIC_ROOT=folder / "static", STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])
    outside = Site(find_free_port())
    with ExitStack() as running:
        webs = {
            port: running.enter_context(web(outside, port, folder)) for port in (find_free_port(), find_free_port())
        }
        for port in webs:
            wait_for(port)
        running.enter_context(proxy(outside, list(webs), folder))
        yield ProxiedSite(outside.port, webs, folder)


@contextmanager
def web(outside: Site, port: int, folder: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a web process of the site that is known as `outside`."""
    database = urlsplit(servers.database_url())._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": servers.redis_url(),
        "SITE_ORIGINS": outside.origin,
        "SECRET_KEY": settings.SECRET_KEY,
        "LIVESTALL_DATA_DIR": str(folder),
        "BEHIND_PROXY": "true",
        "SERVE_MEDIA": "false",
    }
    with running([sys.executable, "-m", "config.server", "--port", str(port)], environment) as process:
        yield process


@contextmanager
def proxy(outside: Site, upstreams: list[int], folder: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run the proxy by its own rules; but on this machine alone, for these web processes and this folder's uploads."""
    program = find_caddy()
    admin = f"default_bind 127.0.0.1\n\tadmin 127.0.0.1:{find_free_port()}"
    rules, found = re.subn("admin unix/.*", admin, CADDYFILE.read_text(), count=1)
    assert found == 1, "only the container itself may change the rules"
    rules = rules.replace("output stdout", f"output file {folder / 'access.log'}")
    rules = rules.replace("/srv/media", str(folder / "media")).replace(":2020", f":{find_free_port()}")
    addresses = " ".join(f"127.0.0.1:{port}" for port in upstreams)
    rules, found = re.subn(r"dynamic a web 8000 \{.*?\}", f"to {addresses}", rules, flags=re.DOTALL)
    assert found == 1, "the proxy asks Docker for the web processes"
    (folder / "Caddyfile").write_text(rules)
    environment = os.environ | {"SITE_ORIGINS": outside.origin, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, environment) as process:
        wait_for(outside.port)
        yield process


def find_caddy() -> str:
    """Return the proxy of the installed packages: the version of a system may be older than the rules."""
    program = shutil.which("caddy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert program, "The proxy is missing: it comes with the packages of the group dev"
    return program


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a program until the block ends."""
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int) -> None:
    """Wait until a server answers at the port, with any status."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            ask(port, "/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Nobody answers at port {port}")


def ask(
    port: int, path: str, method: str = "GET", body: bytes | Iterator[bytes] | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """Send one request from 127.0.0.9; underscores in the names of headers become hyphens."""
    line = HTTPConnection("127.0.0.1", port, timeout=30, source_address=("127.0.0.9", 0))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        # A server that refuses a body stops reading it, but still sends its response.
        with suppress(BrokenPipeError, ConnectionResetError):
            line.request(method, path, body, named)
        answer = line.getresponse()
        return answer, answer.read()
    finally:
        line.close()
