"""A frozen or dead Redis costs pages their cache, and next to no time."""

import time
from collections.abc import Iterator

import pytest

from marketplace.cache import backend as site_cache
from marketplace.cache.backend import FailOpenRedisCache
from tests.sockets.redis_server import RedisServer

PATIENCE = 0.3  # s


@pytest.fixture
def cache(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FailOpenRedisCache]:
    monkeypatch.setattr(site_cache, "_PAUSE", 0.5)
    options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    yield FailOpenRedisCache(redis_server.url, {"OPTIONS": options})
    redis_server.recover()


def test_a_frozen_redis_is_waited_for_once(redis_server, cache):
    cache.set("name", 1)
    redis_server.freeze()
    began = time.monotonic()
    assert [cache.get("name", default) for default in range(20)] == list(range(20))
    assert cache.add("lock", 1)
    assert time.monotonic() - began < 3 * PATIENCE


def test_once_it_is_back_it_is_used_again(redis_server, cache):
    cache.set("name", 1)
    redis_server.freeze()
    assert cache.get("name") is None
    redis_server.thaw()
    time.sleep(0.6)
    assert cache.get("name") == 1
