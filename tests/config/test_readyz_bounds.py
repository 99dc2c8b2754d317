"""`/readyz` answers in bounded time, even if a service hangs, and many probes share one check."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from config.monitoring import readiness
from tests.config.asgi_requests import at, desk
from tests.config.readiness_requests import ask, silent_for, until_hub_is

pytestmark = pytest.mark.slow


@pytest.fixture
def frozen_database(monkeypatch):
    """A Postgres that takes connections and says nothing; count them."""
    calls: list[Any] = []

    async def work() -> Any:
        server = await asyncio.start_server(lambda reader, writer: calls.append(writer), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(
            readiness, "_connection_parameters", lambda: {"host": "127.0.0.1", "port": port, "dbname": "shop"}
        )
        front, started = desk(), time.monotonic()
        answers = [await ask(front), await ask(front)]
        seconds = time.monotonic() - started
        for writer in calls:
            writer.close()
        server.close()
        await asyncio.sleep(0.1)
        return answers, seconds

    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0)
    answers, seconds = at(work)
    return answers, seconds, len(calls)


def test_a_frozen_database_is_reported_in_bounded_time_without_a_second_query(redis, frozen_database):
    answers, seconds, connections = frozen_database
    assert [(status, found) for status, found, _ in answers] == [(503, "down")] * 2
    assert seconds < 2 * readiness.TIMEOUT_SECONDS + 1
    assert connections == 1


def test_a_hanging_query_is_reported_in_bounded_time_until_it_ends(redis, monkeypatch):
    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0)

    async def work() -> list[str]:
        await until_hub_is(True)
        front = desk()
        found = [(await ask(front))[1]]
        async with locked():
            found += [(await ask(front))[1], (await ask(front))[1]]
        await asyncio.sleep(0.1)
        return [*found, (await ask(front))[1]]

    assert at(work) == ["ready", "down", "down", "ready"]


def test_an_answer_that_came_too_late_is_not_taken_for_a_later_one(redis, monkeypatch):
    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0)

    async def work() -> list[str]:
        await until_hub_is(True)
        front = desk()
        async with locked():
            found = [(await ask(front))[1]]
        await asyncio.to_thread(silent_for, 3600)
        return [*found, (await ask(front))[2]["worker"]]

    assert at(work) == ["down", "silent"]


@asynccontextmanager
async def locked() -> AsyncIterator[None]:
    """Let queries about the tasks' runs hang until the block ends."""
    over, held = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE config_taskrun IN ACCESS EXCLUSIVE MODE")
            held.set()
            over.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    await asyncio.to_thread(held.wait, 10)
    try:
        yield
    finally:
        over.set()
        await asyncio.to_thread(thread.join)


def test_a_crowd_of_probes_is_answered_by_one_look(redis, monkeypatch):
    looks: list[None] = []
    look = readiness.Readiness._look

    async def counted(self: readiness.Readiness) -> readiness.Snapshot:
        looks.append(None)
        return await look(self)

    monkeypatch.setattr(readiness.Readiness, "_look", counted)

    async def work() -> int:
        await until_hub_is(True)
        front = desk()
        for _ in range(3):
            await asyncio.gather(*(ask(front) for _ in range(20)))
        return len(looks)

    assert at(work) == 1


def test_an_old_look_is_not_shown(redis, monkeypatch):
    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0.05)

    async def work() -> Any:
        await until_hub_is(True)
        front = desk()
        before = (await ask(front))[2]["worker"]
        await asyncio.to_thread(silent_for, 3600)
        await asyncio.sleep(0.1)
        return before, (await ask(front))[2]["worker"]

    assert at(work) == ("up", "silent")


def test_a_connection_that_the_database_closed_is_made_anew(redis, monkeypatch):
    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0)

    async def work() -> list[str]:
        await until_hub_is(True)
        front = desk()
        found = [(await ask(front))[1]]
        assert front.readiness._connection is not None
        await front.readiness._connection.close()
        return [*found, (await ask(front))[1]]

    assert at(work) == ["ready", "ready"]
