"""Readiness of this process: gentle checks of its parts, in bounded time."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection
from psycopg import AsyncConnection
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config.live.hub import current_hub
from config.models import HEARTBEAT

logger = logging.getLogger(__name__)
T = TypeVar("T")

TIMEOUT_SECONDS = 1.5  # of the database and Redis
CACHE_SECONDS = 1.0  # a result is reused by all requests
UP, DOWN, SILENT, UNKNOWN = "up", "down", "silent", "unknown"
_AGES = "SELECT name, EXTRACT(EPOCH FROM clock_timestamp() - ran_at)::float FROM config_taskrun"


@dataclass(frozen=True)
class Snapshot:
    """The state of each part, and the seconds since the last run of each task."""

    parts: dict[str, str]
    ages: dict[str, float]

    @property
    def status(self) -> str:
        """Return `down` without the database, `degraded` without anything else, else `ready`."""
        if self.parts["database"] != UP:
            return "down"
        return "ready" if set(self.parts.values()) == {UP} else "degraded"


class Probe(Generic[T]):
    """A check of a server that may never answer; it is not asked again before it has answered."""

    def __init__(self, question: Callable[[], Awaitable[T]]) -> None:
        self._question = question
        self._asked: asyncio.Future[T] | None = None

    async def answer(self) -> T | None:
        """Return the answer, or None if there is none in time."""
        # A late answer describes a past state.
        if self._asked is None or self._asked.done():
            self._asked = asyncio.ensure_future(self._question())
            self._asked.add_done_callback(_log_failure)
        # Not cancelled when it takes too long: that would wait for the frozen server once more.
        await asyncio.wait({self._asked}, timeout=TIMEOUT_SECONDS)
        is_answered = self._asked.done() and not self._asked.exception()
        return self._asked.result() if is_answered else None


def _log_failure(asked: asyncio.Future[Any]) -> None:
    if not asked.cancelled() and (problem := asked.exception()):
        logger.warning("Not ready: %s", problem)


class Readiness:
    """Checks the parts at most once a second for all requests."""

    def __init__(self) -> None:
        self._ages, self._redis = Probe(self._ask_database), Probe(_ask_redis)
        self._connection: AsyncConnection[Any] | None = None
        self._looking: asyncio.Task[Snapshot] | None = None
        self._looked_at = 0.0

    async def look(self) -> Snapshot:
        """Return the state of the parts, at most a second old."""
        is_over = self._looking is None or self._looking.done()
        if self._looking is None or (is_over and time.monotonic() > self._looked_at + CACHE_SECONDS):
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> Snapshot:
        live = current_hub()
        ages, has_redis = await asyncio.gather(self._ages.answer(), self._redis.answer())
        parts = {
            "database": UP if ages is not None else DOWN,
            "redis": UP if has_redis else DOWN,
            "worker": _worker_state(ages),
            "hub": UP if live.subscriber.is_up else DOWN,
        }
        self._looked_at = time.monotonic()
        return Snapshot(parts, ages or {})

    async def _ask_database(self) -> dict[str, float]:
        # A separate connection: those of the pool may all be at work, and a hanging one would be missing there.
        if self._connection is None or self._connection.closed:
            self._connection = await AsyncConnection.connect(**_connection_parameters(), autocommit=True)
        try:
            cursor = await self._connection.execute(_AGES)
            return dict(await cursor.fetchall())
        except BaseException:
            await self._connection.close()
            raise


def _worker_state(ages: dict[str, float] | None) -> str:
    if ages is None:
        return UNKNOWN
    return UP if ages.get(HEARTBEAT, float("inf")) <= settings.WORKER_SILENCE_SECONDS else SILENT


def _connection_parameters() -> dict[str, Any]:
    # The threshold stays: behind a pooler, a statement prepared in one session is unknown in the next.
    not_of_connection = {"cursor_factory", "context"}
    given = connection.get_connection_params()
    # A network that swallows packets must not keep the question open for ever.
    limits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    return limits | {name: value for name, value in given.items() if name not in not_of_connection}


async def _ask_redis() -> bool:
    layers: Any = settings.CHANNEL_LAYERS
    address = layers["default"]["CONFIG"]["hosts"][0]["address"]
    limits: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    async with Redis.from_url(address, **limits) as redis:
        return bool(await redis.ping())  # type: ignore[misc]
