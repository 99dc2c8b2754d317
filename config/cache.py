"""A Redis cache that treats a failure as a miss: a dead cache must never cost a page, a frozen one hardly any time."""

import functools
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar, cast

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from config.cache_values import Serializer, UnreadableError

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_PAUSE = 2.0  # seconds without calls to a Redis that failed
_paused_until: dict[str, float] = {}  # address -> until when, in monotonic seconds


SHARED = "shared"
_OVER_RELEASES = ("shared:", "allauth:")


def name_key(key: str, prefix: str, release: Any) -> str:
    """Return the name of an entry in Redis.

    It carries the release, for another release may keep something else under the same name. Names that begin with
    `shared:` are known to all releases, as are counters and the limits of allauth: an update must not reset those.
    """
    if key.startswith(_OVER_RELEASES):
        release, key = SHARED, key.removeprefix("shared:")
    return f"{prefix}:{release}:{key}"


class SharedClient(RedisCacheClient):
    """Django's client of a cache, but for one client of Redis' own for each address instead of one for each call.

    Django would unpickle the entries: an attacker with access to Redis could run code here, and an entry of another
    release could be unreadable. This client reads data only, and counts an unreadable entry as missing.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **{**options, "serializer": Serializer()})

    def get(self, key: Any, default: Any) -> Any:
        """Return the value under a key, or the default where there is none that can be read."""
        return self.get_many([key]).get(key, default)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """Return the values under these keys, without those that are missing or can't be read."""
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
        """Return the client for reading, or for writing; all threads may use it at once."""
        return _redis_client(self._get_connection_pool(write))  # type: ignore[attr-defined]


@functools.cache
def _redis_client(pool: Any) -> Any:
    return Redis(connection_pool=pool)


@functools.cache
def _shared_client(servers: tuple[str, ...], **options: Any) -> SharedClient:
    return SharedClient(list(servers), **options)


def _fail_open(otherwise: Callable[[], Any]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator of a cache's method: without Redis the method returns the result of `otherwise()`.

    Each failure costs a request the timeout of one call. After a failure the process makes no calls for a moment, so
    that requests don't all wait, once for each call.
    """

    def decorate(method: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(method)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            instance: Any = args[0]
            address = str(instance._servers)
            if time.monotonic() < _paused_until.get(address, 0.0):
                return cast(T, otherwise())
            try:
                return method(*args, **kwargs)
            except (ResponseError, ValueError) as refusal:
                # Redis works, but has another type under this key: the next call may succeed.
                logger.warning("cache %s was refused, going on without: %s", method.__name__, refusal)
            except (RedisError, OSError) as failure:
                _paused_until[address] = time.monotonic() + _PAUSE
                logger.warning("cache %s failed, going on without: %s", method.__name__, failure)
            return cast(T, otherwise())

        return call

    return decorate


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache with counters over all processes; while Redis is away, it logs that and reports a miss.

    A process has one client for all: by itself each request would connect anew, for Django makes caches for each.
    """

    @property
    def _cache(self) -> SharedClient:
        return _shared_client(tuple(self._servers), **self._options)  # type: ignore[attr-defined]

    # Django's methods that fail open. `add` reports success, so that nobody is locked out.
    add = _fail_open(lambda: True)(RedisCache.add)
    set = _fail_open(lambda: None)(RedisCache.set)
    delete = _fail_open(bool)(RedisCache.delete)
    touch = _fail_open(bool)(RedisCache.touch)
    get_many = _fail_open(dict)(RedisCache.get_many)
    has_key = _fail_open(bool)(RedisCache.has_key)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return the cached value, or the default when it is missing or Redis is away."""
        return _fail_open(lambda: default)(RedisCache.get)(self, key, default, version)

    @_fail_open(list)
    def add_new_marks(self, name: str, marks: list[str], timeout: int, most: int) -> list[str]:
        """Add marks to a set for `timeout` seconds, up to `most`; return the new ones."""
        client, key = self._named(name)
        if client.scard(key) + len(marks) > most:
            return []
        pipeline = client.pipeline()
        for mark in marks:
            pipeline.sadd(key, mark)
        pipeline.expire(key, timeout)
        return [mark for mark, is_new in zip(marks, pipeline.execute(), strict=False) if is_new]

    @_fail_open(lambda: 1)
    def increment(self, name: str, seconds: int) -> int:
        """Add one to a counter that begins anew every so many seconds, and return it."""
        client, key = self._named(name)
        # In one step: a counter that ended between two would be missing for the second.
        return int(client.pipeline().set(key, 0, ex=seconds, nx=True).incr(key).execute()[1])

    @_fail_open(lambda: None)
    def record_maximum(self, name: str, day: int, number: int, days: int) -> None:
        """Record a number for a day, unless a higher one is recorded; forgotten after so many days."""
        client, key = self._named(name)
        pipeline = client.pipeline().zadd(key, {str(day): number}, gt=True)
        pipeline.expire(key, timedelta(days=days + 1)).execute()

    @_fail_open(int)
    def maximum_before(self, name: str, day: int, days: int) -> int:
        """Return the highest number recorded for one of the days before this one, 0 if there is none."""
        client, key = self._named(name)
        recorded = client.zrange(key, 0, -1, withscores=True)
        return int(max((number for past, number in recorded if day - days <= int(past) < day), default=0))

    @_fail_open(int)
    def current_count(self, name: str) -> int:
        """Return how far a counter of `increment` is; 0 where it has not begun."""
        client, key = self._named(name)
        return int(client.get(key) or 0)

    @_fail_open(lambda: None)
    def increment_counters(self, name: str, counters: list[str]) -> None:
        """Add one to each of these counters of a name."""
        client, key = self._named(name)
        pipeline = client.pipeline()
        for counter in counters:
            pipeline.hincrby(key, counter, 1)
        pipeline.execute()

    @_fail_open(dict)
    def pop_counters(self, name: str) -> dict[str, int]:
        """Return the counters of a name and reset them, in one step: each count goes to one caller only."""
        client, key = self._named(name)
        counters, _ = client.pipeline().hgetall(key).delete(key).execute()
        return {counter.decode(): int(count) for counter, count in counters.items()}

    @_fail_open(bool)
    def mark_present(self, name: str, member: str, keep: int) -> bool:
        """Record a member as present now, by Redis' own clock; forgotten after `keep` seconds.

        Return True if the set of present members changed: somebody came, or somebody's time was over.
        """
        client, key = self._named(name)
        now = _seconds(client.time())
        # The key lives longer than its members; otherwise nobody would find out that the last one is gone.
        pipeline = (
            client.pipeline().zremrangebyscore(key, "-inf", now - keep).zadd(key, {member: now}).expire(key, 2 * keep)
        )
        gone, new, _ = pipeline.execute()
        return bool(gone or new)

    @_fail_open(int)
    def remove_stale_members(self, name: str, older: int) -> int:
        """Forget members without presence in the last `older` seconds; return their number."""
        client, key = self._named(name)
        return int(client.zremrangebyscore(key, "-inf", _seconds(client.time()) - older))

    @_fail_open(dict)
    def present_members(self, name: str, within: int) -> dict[str, float]:
        """Return the members of the last `within` seconds with their age in seconds; one trip to Redis."""
        client, key = self._named(name)
        clock, found = client.pipeline().time().zrange(key, 0, -1, withscores=True).execute()
        ages = {member.decode(): max(_seconds(clock) - at, 0.0) for member, at in found}
        return {member: age for member, age in ages.items() if age < within}

    def _named(self, name: str) -> tuple[Any, str]:
        # Digits and marks: every release writes them alike.
        key = self.make_and_validate_key(f"{SHARED}:{name}")
        return self._cache.get_client(key, write=True), key


def _seconds(time: tuple[int, int]) -> float:
    return time[0] + time[1] / 1e6
