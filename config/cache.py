"""A Redis cache that treats a failure as a miss: a dead cache must never cost a page, a frozen one hardly any time."""

import logging
import time
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from config.cache_values import Serializer, UnreadableError

logger = logging.getLogger(__name__)

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


@cache
def _redis_client(pool: Any) -> Any:
    return Redis(connection_pool=pool)


@cache
def _shared_client(servers: tuple[str, ...], **options: Any) -> SharedClient:
    return SharedClient(list(servers), **options)


class CountingRedisCache(RedisCache):
    """Django's Redis cache, with counters that many processes add to and one takes.

    A process has one client for all: by itself each request would connect anew, for Django makes caches for each.
    """

    @property
    def _cache(self) -> SharedClient:
        return _shared_client(tuple(self._servers), **self._options)  # type: ignore[attr-defined]

    def first_time(self, name: str, marks: list[str], timeout: int, most: int) -> list[str]:
        """Add marks to a set for `timeout` seconds, up to `most`; return the new ones."""
        client, key = self._named(name)
        if client.scard(key) + len(marks) > most:
            return []
        line = client.pipeline()
        for mark in marks:
            line.sadd(key, mark)
        line.expire(key, timeout)
        return [mark for mark, is_new in zip(marks, line.execute(), strict=False) if is_new]

    def count(self, name: str, seconds: int) -> int:
        """Add one to a counter that begins anew every so many seconds, and return it."""
        client, key = self._named(name)
        # In one step: a counter that ended between two would be missing for the second.
        return int(client.pipeline().set(key, 0, ex=seconds, nx=True).incr(key).execute()[1])

    def note_best(self, name: str, day: int, number: int, days: int) -> None:
        """Record a number for a day, unless a higher one is recorded; forgotten after so many days."""
        client, key = self._named(name)
        line = client.pipeline().zadd(key, {str(day): number}, gt=True)
        line.expire(key, timedelta(days=days + 1)).execute()

    def best_before(self, name: str, day: int, days: int) -> int:
        """Return the highest number recorded for one of the days before this one, 0 if there is none."""
        client, key = self._named(name)
        noted = client.zrange(key, 0, -1, withscores=True)
        return int(max((number for past, number in noted if day - days <= int(past) < day), default=0))

    def counted(self, name: str) -> int:
        """Return how far a counter of `count` is; 0 where it has not begun."""
        client, key = self._named(name)
        return int(client.get(key) or 0)

    def tally(self, name: str, counted: list[str]) -> None:
        """Add one to each of these counters of a name."""
        client, key = self._named(name)
        line = client.pipeline()
        for counter in counted:
            line.hincrby(key, counter, 1)
        line.execute()

    def take_tally(self, name: str) -> dict[str, int]:
        """Return the counters of a name and reset them, in one step: each count goes to one caller only."""
        client, key = self._named(name)
        counters, _ = client.pipeline().hgetall(key).delete(key).execute()
        return {counter.decode(): int(count) for counter, count in counters.items()}

    def stamp(self, name: str, member: str, keep: int) -> bool:
        """Record a member as present now, by Redis' own clock; forgotten after `keep` seconds.

        Return True if the set of present members changed: somebody came, or somebody's time was over.
        """
        client, key = self._named(name)
        now = _seconds(client.time())
        # The key lives longer than its members; otherwise nobody would find out that the last one is gone.
        line = (
            client.pipeline().zremrangebyscore(key, "-inf", now - keep).zadd(key, {member: now}).expire(key, 2 * keep)
        )
        gone, new, _ = line.execute()
        return bool(gone or new)

    def forget_stamps(self, name: str, older: int) -> int:
        """Forget members without presence in the last `older` seconds; return their number."""
        client, key = self._named(name)
        return int(client.zremrangebyscore(key, "-inf", _seconds(client.time()) - older))

    def stamped(self, name: str, within: int) -> dict[str, float]:
        """Return the members of the last `within` seconds with their age in seconds; one trip to Redis."""
        client, key = self._named(name)
        clock, found = client.pipeline().time().zrange(key, 0, -1, withscores=True).execute()
        ages = {member.decode(): max(_seconds(clock) - at, 0.0) for member, at in found}
        return {member: age for member, age in ages.items() if age < within}

    def _named(self, name: str) -> tuple[Any, str]:
        # Digits and marks: every release writes them alike.
        key = self.make_and_validate_key(f"{SHARED}:{name}")
        return self._cache.get_client(key, write=True), key


class FailOpenRedisCache(CountingRedisCache):
    """Django's Redis cache that reports a miss while Redis is unreachable, and logs it.

    Each failure costs a request the timeout of one call. After a failure the process makes no calls for a moment, so
    that requests don't all wait, once for each call.
    """

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return the cached value, or the default when it is missing or Redis is down."""
        default = kwargs.get("default", args[1] if len(args) > 1 else None)
        return self._try("get", default, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store a value that isn't there yet; reports success when Redis is down, so that nobody is locked out."""
        return bool(self._try("add", True, *args, **kwargs))

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Store a value, or nothing when Redis is down."""
        self._try("set", None, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget a value; False when it wasn't there or Redis is down."""
        return bool(self._try("delete", False, *args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Renew a value's time; False when it wasn't there or Redis is down."""
        return bool(self._try("touch", False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the values that are there; none when Redis is down."""
        return dict(self._try("get_many", {}, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether a value is there; False when Redis is down."""
        return bool(self._try("has_key", False, *args, **kwargs))

    def first_time(self, name: str, marks: list[str], timeout: int, most: int) -> list[str]:
        """Return the new marks; none when Redis is down."""
        return list(self._try("first_time", [], name, marks, timeout, most))

    def count(self, name: str, seconds: int) -> int:
        """Add to a counter and return it; 1 when Redis is down."""
        return int(self._try("count", 1, name, seconds))

    def note_best(self, name: str, day: int, number: int, days: int) -> None:
        """Record a number of a day, or nothing when Redis is down."""
        self._try("note_best", None, name, day, number, days)

    def best_before(self, name: str, day: int, days: int) -> int:
        """Return the highest number of the days before; 0 when Redis is down."""
        return int(self._try("best_before", 0, name, day, days))

    def counted(self, name: str) -> int:
        """Return how far a counter is; 0 when Redis is down."""
        return int(self._try("counted", 0, name))

    def tally(self, name: str, counted: list[str]) -> None:
        """Add one to each of these counters, or to none when Redis is down."""
        self._try("tally", None, name, counted)

    def take_tally(self, name: str) -> dict[str, int]:
        """Return the counters of a name and begin at zero; nothing when Redis is down."""
        return dict(self._try("take_tally", {}, name))

    def stamp(self, name: str, member: str, keep: int) -> bool:
        """Record a member as present, or nothing when Redis is down."""
        return bool(self._try("stamp", False, name, member, keep))

    def forget_stamps(self, name: str, older: int) -> int:
        """Forget members without recent presence; nobody when Redis is down."""
        return int(self._try("forget_stamps", 0, name, older))

    def stamped(self, name: str, within: int) -> dict[str, float]:
        """Return the present members; nobody when Redis is down."""
        return dict(self._try("stamped", {}, name, within))

    def _try(self, operation: str, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        address = str(self._servers)  # type: ignore[attr-defined]
        if time.monotonic() < _paused_until.get(address, 0.0):
            return otherwise
        try:
            return getattr(super(), operation)(*args, **kwargs)
        except (ResponseError, ValueError) as refusal:
            # Redis works, but has another type under this key: the next call may succeed.
            logger.warning("cache %s was refused, going on without: %s", operation, refusal)
            return otherwise
        except (RedisError, OSError) as failure:
            _paused_until[address] = time.monotonic() + _PAUSE
            logger.warning("cache %s failed, going on without: %s", operation, failure)
            return otherwise


def _seconds(time: tuple[int, int]) -> float:
    return time[0] + time[1] / 1e6
