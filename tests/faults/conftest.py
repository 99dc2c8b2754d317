"""A Redis to break, sites on it, and a loop for their clients."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.event_loop_thread import Start, run_loop_thread
from tests.site import ServedSite, serve_site
from tests.sockets.redis_server import RedisServer, on_a_redis_of_its_own

Serve = Callable[..., ServedSite]
logging.getLogger("httpx").setLevel("WARNING")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a path short enough for sockets."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """Start a Redis that the site and the pushes of this process use."""
    with on_a_redis_of_its_own(folder) as server:
        yield server


@pytest.fixture
def serving(transactional_db: None, redis_server: RedisServer, folder: Path) -> Iterator[Serve]:
    """Return a function that starts a web process on the tests' database and Redis."""
    with ExitStack() as running:
        yield lambda *words, **options: running.enter_context(serve_site(redis_server.url, folder, *words, **options))


@pytest.fixture
def site(serving: Serve) -> ServedSite:
    """Serve the site in one process."""
    return serving()


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts a coroutine of a client beside the test."""
    with run_loop_thread() as start:
        yield start
