"""Commands that use embedded servers of their own, in a data folder that leaves with the test; and what is logged."""

import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings

from config.monitoring.logs import JsonLines
from config.servers.paths import fallback_folder
from tests.config.log_capture import logged
from tests.sockets.redis_server import RedisServer

ROOT = Path(__file__).parents[2]
USE = "from config import servers; servers.start(); print('up', flush=True); import sys; sys.stdin.read()"


class Command:
    """A process that keeps the embedded servers running until `leave` or `kill`."""

    def __init__(self, data: Path, code: str = USE, **environment: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=inherited | {"LIVESTALL_DATA_DIR": str(data)} | environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def is_up(self) -> bool:
        """Wait until the servers answer."""
        return self.process.stdout is not None and self.process.stdout.readline() == "up\n"

    def leave(self) -> tuple[str, str]:
        """End it in the ordinary way; return its output."""
        return self.process.communicate(timeout=60)

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.kill()
        self.process.communicate()


def servers_of(folder: Path) -> dict[str, int]:
    """Return the process ids of the servers of a folder by name."""
    found = {}
    for process in psutil.process_iter(["pid", "cmdline"]):
        words = process.info["cmdline"] or [""]
        name = Path(words[0].split(" ")[0]).name
        if name in {"postgres", "valkey-server"} and any(str(folder) in word for word in words):
            found[name] = process.info["pid"]
    return found


@pytest.fixture(name="servers_of")
def servers_of_fixture() -> Callable[[Path], dict[str, int]]:
    """Offer `servers_of` to tests."""
    return servers_of


@pytest.fixture
def data(monkeypatch) -> Iterator[Path]:
    """A data folder in a place that the servers' user can reach."""
    parent = Path(tempfile.mkdtemp(prefix="livestall-test-", dir="/var/tmp"))
    parent.chmod(0o755)
    monkeypatch.setenv("LIVESTALL_DATA_DIR", str(parent / "data"))
    yield parent / "data"
    # A test that failed half-way may have left servers; the last command stops them.
    if servers_of(parent) or servers_of(fallback_folder()):
        Command(parent / "data").leave()
    shutil.rmtree(fallback_folder(), ignore_errors=True)
    shutil.rmtree(parent)


@pytest.fixture
def command(data: Path) -> Iterator[Callable[..., Command]]:
    """Start a command on this test's data folder."""
    started: list[Command] = []

    def begin(code: str = USE, **environment: str) -> Command:
        started.append(Command(data, code, **environment))
        return started[-1]

    yield begin
    for each in started:
        each.kill()


@pytest.fixture
def objects() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Return a function that lists the JSON objects logged since."""
    with logged(JsonLines()) as text:
        yield lambda: [json.loads(line) for line in text().splitlines()]


@pytest.fixture
def redis(tmp_path: Path, settings: Any, transactional_db: None, monkeypatch: Any) -> Iterator[RedisServer]:
    """A Redis of this test's own under the live wire, a worker that has just run, and probes of little patience."""
    from config.models import HEARTBEAT, TaskRun
    from config.monitoring import readiness

    monkeypatch.setattr(readiness, "TIMEOUT_SECONDS", 0.5)
    TaskRun.objects.record(HEARTBEAT)
    server = RedisServer(tmp_path)
    server.start()
    host = {**settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0], "address": server.url}
    config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": [host]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}
    settings.LIVE_PING_SECONDS, settings.LIVE_REDIS_SECONDS = 0.2, 0.3
    yield server
    server.recover()
    server.stop()


@pytest.fixture
def settings_of(monkeypatch):
    """Return a function that reads the settings file anew with these variables set."""

    def read(**environment: str) -> dict[str, object]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))

    monkeypatch.delenv("SECRET_KEY", raising=False)
    return read
