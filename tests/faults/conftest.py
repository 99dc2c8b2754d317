"""A Redis to break, sites on it, and a loop for their clients."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.live import publisher
from tests.faults.background import Start, background
from tests.site import ServedSite, serve
from tests.sockets.redis_server import RedisServer

Serve = Callable[..., ServedSite]
logging.getLogger("httpx").setLevel("WARNING")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a path short enough for sockets."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """Start a Redis that the site and the pushes of this process use."""
    server = RedisServer(folder)
    server.start()
    layers: Any = settings.CHANNEL_LAYERS
    options = layers["default"]["CONFIG"]
    before = options["hosts"]
    options["hosts"] = [{**before[0], "address": server.url}]
    publisher.start_afresh()
    yield server
    server.recover()
    options["hosts"] = before
    publisher.flush(5)
    publisher.start_afresh()
    server.stop()


@pytest.fixture
def serving(transactional_db: None, redis_server: RedisServer, folder: Path) -> Iterator[Serve]:
    """Return what starts a web process on the tests' database and Redis."""
    with ExitStack() as running:
        yield lambda *words, **options: running.enter_context(serve(redis_server.url, folder, *words, **options))


@pytest.fixture
def site(serving: Serve) -> ServedSite:
    """Serve the site in one process."""
    return serving()


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what lets clients run beside the test."""
    with background() as start:
        yield start
