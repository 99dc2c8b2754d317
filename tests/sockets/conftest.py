"""A real Redis, a real Daphne and real websocket clients, in one process with the tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings

from config.live import publisher
from marketplace.visitors import Visitor
from tests.sockets.page import Page
from tests.sockets.redis_server import RedisServer
from tests.sockets.server import Site, serve, stop_hub


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Start a Redis that tests may kill and freeze; the live wire of this process uses it."""
    folder: Path = tmp_path_factory.mktemp("redis")
    server = RedisServer(folder)
    server.start()
    layers: Any = site_settings.CHANNEL_LAYERS
    options = layers["default"]["CONFIG"]
    before = options["hosts"]
    options["hosts"] = [{**before[0], "address": server.url}]
    publisher.start_afresh()
    yield server
    options["hosts"] = before
    publisher.start_afresh()
    server.stop()


@pytest.fixture(scope="session")
def site(redis_server: RedisServer) -> Iterator[Site]:
    """Serve the site from a thread of this process."""
    yield serve()
    stop_hub()


@pytest.fixture
def visit(site: Site, settings: Any, transactional_db: None) -> Iterator[Callable[..., Page]]:
    """Return what opens a page: with `visitor` and `session_key`, or as somebody new."""
    settings.SITE_ORIGINS = [site.origin]
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    opened: list[Page] = []

    def visit(visitor: Visitor | None = None, session_key: str | None = None, **headers: Any) -> Page:
        opened.append(Page(site, visitor or Visitor.new(), session_key, **headers))
        return opened[-1]

    yield visit
    for page in opened:
        page.leave()
