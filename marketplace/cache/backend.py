"""A Redis cache that treats a failure as a miss: a dead cache must never cost a page, a frozen one hardly any time."""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from marketplace.cache.values import Serializer, UnreadableError

logger = logging.getLogger(__name__)
_PAUSE = 2.0  # seconds without calls to a Redis that failed
_paused_until: dict[str, float] = {}  # address -> until when, in monotonic seconds
_OVER_RELEASES = ("shared:", "allauth:")


def name_key(key: str, prefix: str, release: Any) -> str:
    """Return the name of an entry in Redis, with the release: another one may keep something else under the same key.

    All releases share keys that begin with `shared:`, counters and limits of allauth: an update must not reset them.
    """
    if key.startswith(_OVER_RELEASES):
        release, key = "shared", key.removeprefix("shared:")
    return f"{prefix}:{release}:{key}"


class SharedClient(RedisCacheClient):
    """Django's client, with one Redis client per address, and without pickle; an unreadable entry counts as missing.

    Reading pickled entries would let an attacker with access to Redis run code here.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **{**options, "serializer": Serializer()})

    def get(self, key: Any, default: Any) -> Any:
        """Return the value of a key, or the default."""
        return self.get_many([key]).get(key, default)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """Return the readable values of these keys."""
        names = list(keys)
        entries = zip(names, self.get_client().mget(names), strict=True)
        found = {}
        for name, data in entries:
            if data is None:
                continue
            try:
                found[name] = self._serializer.loads(data)  # type: ignore[attr-defined]
            except UnreadableError as problem:
                logger.warning("cache entry %s can't be read, and counts as missing: %s", name, problem)
        return found

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the client, which all threads may use at once."""
        return _redis_client(self._get_connection_pool(write))  # type: ignore[attr-defined]


@functools.cache
def _redis_client(pool: Any) -> Any:
    return Redis(connection_pool=pool)


@functools.cache
def _shared_client(servers: tuple[str, ...], **options: Any) -> SharedClient:
    return SharedClient(list(servers), **options)


def _fail_open(method: Callable[..., Any], otherwise: Callable[..., Any]) -> Any:
    """Return a method of the cache that returns `otherwise(...)`, of the same arguments, while Redis is away.

    A failure costs the timeout of one call. After it the process makes no calls for a moment, so that requests do not
    wait once for each call.
    """

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        address = self._servers[0]
        if time.monotonic() >= _paused_until.get(address, 0.0):
            try:
                return method(self, *args, **kwargs)
            except (ResponseError, ValueError) as refusal:
                # Redis works, but has another type under this key: the next call may succeed.
                logger.warning("cache %s was refused, going on without: %s", method.__name__, refusal)
            except (RedisError, OSError) as failure:
                _paused_until[address] = time.monotonic() + _PAUSE
                logger.warning("cache %s failed, going on without: %s", method.__name__, failure)
        return otherwise(self, *args, **kwargs)

    return call


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache that reports a miss while Redis is away, with commands of Redis' own.

    A process has one client for all: Django makes caches for each request, and each would connect anew.
    """

    @property
    def _cache(self) -> SharedClient:
        return _shared_client(tuple(self._servers), **self._options)  # type: ignore[attr-defined]

    def _run(self, name: str, command: Callable[[Any, str], Any], default: Any) -> Any:
        key = self.make_and_validate_key(f"shared:{name}")
        return command(self._cache.get_client(key, write=True), key)

    run = _fail_open(_run, lambda self, name, command, default: default)
    """`run(name, command, default)` returns `command(client, key)`, or the default. All releases share the name."""

    get = _fail_open(RedisCache.get, lambda self, key, default=None, version=None: default)
    get_many = _fail_open(RedisCache.get_many, lambda *args, **kwargs: {})
    # Success, so that nobody is locked out.
    add = _fail_open(RedisCache.add, lambda *args, **kwargs: True)
    set = _fail_open(RedisCache.set, lambda *args, **kwargs: None)
    delete = _fail_open(RedisCache.delete, lambda *args, **kwargs: False)
    touch = _fail_open(RedisCache.touch, lambda *args, **kwargs: False)
    has_key = _fail_open(RedisCache.has_key, lambda *args, **kwargs: False)

    def increment(self, name: str, seconds: int) -> int:
        """Add one to a counter that begins anew every so many seconds, and return it; 1 without Redis."""
        # In one step: a counter that ended between two would be missing for the second.
        return int(
            self.run(
                name, lambda redis, key: redis.pipeline().set(key, 0, ex=seconds, nx=True).incr(key).execute()[1], 1
            )
        )

    def current_count(self, name: str) -> int:
        """Return how far a counter of `increment` is; 0 where it has not begun, and without Redis."""
        return int(self.run(name, lambda redis, key: int(redis.get(key) or 0), 0))
