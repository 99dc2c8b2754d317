"""A real Redis, a real Daphne and real websocket clients, in one process with the tests."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as site_settings

from marketplace.accounts.visitors import Visitor
from tests.site import Site
from tests.sockets.daphne_server import serve, stop_hub, wait_for_redis
from tests.sockets.live_page import Page
from tests.sockets.redis_server import RedisServer, on_a_redis_of_its_own


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Start a Redis that tests may kill and freeze; the live wire of this process uses it."""
    site_settings.LIVE_PING_SECONDS = 0.3
    site_settings.LIVE_REDIS_SECONDS = site_settings.LIVE_PUSH_SECONDS = 0.5
    with on_a_redis_of_its_own(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def site(redis_server: RedisServer) -> Iterator[Site]:
    """Serve the site from a thread of this process."""
    yield serve()
    stop_hub()


@pytest.fixture
def visit(
    site: Site, redis_server: RedisServer, settings: Any, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page, with `visitor` and `session_key` or as a new visitor.

    The database is open, without a transaction around the test, so that commits are commits; a test that writes asks
    for `transactional_db` as well.
    """
    settings.SITE_ORIGINS = [site.origin]
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    opened: list[Page] = []

    def visit(visitor: Visitor | None = None, session_key: str | None = None, **headers: Any) -> Page:
        opened.append(Page(site, visitor or Visitor.new(), session_key, **headers))
        return opened[-1]

    wait_for_redis()
    with django_db_blocker.unblock():
        yield visit
    redis_server.recover()
    for page in opened:
        page.leave()


@pytest.fixture
def unwatched(visit: Any, redis_server: RedisServer, settings: Any) -> Iterator[None]:
    """Let the hub ping Redis so rarely that it notices a fault by nothing else than the fault."""
    often, settings.LIVE_PING_SECONDS = settings.LIVE_PING_SECONDS, 60
    time.sleep(often * 2)
    yield
    settings.LIVE_PING_SECONDS = often
    redis_server.recover()
    redis_server.client().client_kill_filter(_type="pubsub")
