"""`/readyz`: each part and its state, in bounded time, without harm to what is asked."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from config import celery
from config.live import hub
from config.models import HEARTBEAT, TaskRun
from config.tasks import heartbeat
from config.watch import readiness
from config.watch.desk import Desk
from tests.config.asking import at, desk, get
from tests.sockets.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)
ALL_UP = {"database": "up", "redis": "up", "worker": "up", "hub": "up"}


@pytest.fixture
def redis(tmp_path, settings):
    """A Redis of this test's own, under the live wire."""
    server = RedisServer(tmp_path)
    server.start()
    host = {**settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0], "address": server.url}
    config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": [host]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}
    settings.LIVE_PING_SECONDS, settings.LIVE_REDIS_SECONDS = 0.2, 0.3
    yield server
    server.recover()
    server.stop()


@pytest.fixture(autouse=True)
def _beating(db, monkeypatch):
    monkeypatch.setattr(readiness, "PATIENCE", 0.5)
    TaskRun.objects.note(HEARTBEAT)


def silent_for(seconds: float) -> None:
    TaskRun.objects.filter(name=HEARTBEAT).update(ran_at=Now() - timedelta(seconds=seconds))


async def ask(at_desk: Desk | None = None) -> tuple[int, str, dict[str, str]]:
    answer = await get(at_desk or desk(), "/readyz")
    return answer.status_code, answer.json()["status"], answer.json()["parts"]


async def until_hub_is(up: bool) -> None:
    while hub.current().is_up is not up:
        await asyncio.sleep(0.02)


def seen() -> tuple[int, str, dict[str, str]]:
    """Ask once the hub listens."""

    async def work() -> Any:
        await until_hub_is(True)
        return await ask()

    return at(work)


def test_with_all_parts_up_it_is_ready(redis):
    assert seen() == (200, "ready", ALL_UP)


def test_a_dead_redis_degrades_but_leaves_the_process_in_rotation(redis):
    async def work() -> Any:
        await until_hub_is(True)
        redis.stop()
        await until_hub_is(False)
        return await ask()

    assert at(work) == (200, "degraded", {**ALL_UP, "redis": "down", "hub": "down"})


def test_a_frozen_redis_is_told_in_bounded_time(redis):
    async def work() -> Any:
        await until_hub_is(True)
        redis.freeze()
        await until_hub_is(False)
        started = time.monotonic()
        return await ask(), time.monotonic() - started

    answer, seconds = at(work)
    assert answer == (200, "degraded", {**ALL_UP, "redis": "down", "hub": "down"})
    assert seconds < readiness.PATIENCE + 1


def test_a_redis_that_is_back_is_told(redis, monkeypatch):
    monkeypatch.setattr(readiness, "KEPT", 0)

    async def work() -> Any:
        front = desk()
        redis.stop()
        before = await ask(front)
        redis.start()
        await until_hub_is(True)
        return before[1], (await ask(front))[1]

    assert at(work) == ("degraded", "ready")


@pytest.mark.parametrize(
    ("seconds", "answer"), [(20, ("ready", "up")), (40, ("degraded", "silent"))], ids=["in time", "too long ago"]
)
def test_a_worker_is_silent_past_the_limit(redis, settings, seconds, answer):
    settings.WORKER_SILENCE_SECONDS = 30
    silent_for(seconds)
    status, found, parts = seen()
    assert (status, found, parts["worker"]) == (200, *answer)


def test_a_worker_that_never_ran_is_silent(redis):
    TaskRun.objects.all().delete()
    assert seen()[2]["worker"] == "silent"


def test_the_heartbeat_notes_itself_by_the_clock_of_the_database(redis):
    silent_for(3600)
    assert heartbeat.app is celery.app
    heartbeat.apply()
    assert seen()[2]["worker"] == "up"


def test_a_dead_database_takes_the_process_out_of_rotation(redis, monkeypatch, tmp_path):
    nowhere = {"host": str(tmp_path), "dbname": "shop"}
    monkeypatch.setattr(readiness, "_parameters", lambda: nowhere)
    parts = {**ALL_UP, "database": "down", "worker": "unknown"}
    assert seen() == (503, "down", parts)


@pytest.fixture
def frozen_database(monkeypatch):
    """A Postgres that takes connections and says nothing; count them."""
    calls: list[Any] = []

    async def work() -> Any:
        server = await asyncio.start_server(lambda reader, writer: calls.append(writer), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(readiness, "_parameters", lambda: {"host": "127.0.0.1", "port": port, "dbname": "shop"})
        front, started = desk(), time.monotonic()
        answers = [await ask(front), await ask(front)]
        seconds = time.monotonic() - started
        for writer in calls:
            writer.close()
        server.close()
        await asyncio.sleep(0.1)
        return answers, seconds

    monkeypatch.setattr(readiness, "KEPT", 0)
    answers, seconds = at(work)
    return answers, seconds, len(calls)


def test_a_frozen_database_is_told_in_bounded_time_and_not_asked_again_meanwhile(redis, frozen_database):
    answers, seconds, connections = frozen_database
    assert [(status, found) for status, found, _ in answers] == [(503, "down")] * 2
    assert seconds < 2 * readiness.PATIENCE + 1
    assert connections == 1


def test_a_query_that_hangs_is_told_in_bounded_time_and_over_when_it_is_over(redis, monkeypatch):
    monkeypatch.setattr(readiness, "KEPT", 0)

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
    monkeypatch.setattr(readiness, "KEPT", 0)

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

    async def counted(self: readiness.Readiness) -> readiness.Look:
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
    monkeypatch.setattr(readiness, "KEPT", 0.05)

    async def work() -> Any:
        await until_hub_is(True)
        front = desk()
        before = (await ask(front))[2]["worker"]
        await asyncio.to_thread(silent_for, 3600)
        await asyncio.sleep(0.1)
        return before, (await ask(front))[2]["worker"]

    assert at(work) == ("up", "silent")


def test_a_connection_that_the_database_closed_is_made_anew(redis, monkeypatch):
    monkeypatch.setattr(readiness, "KEPT", 0)

    async def work() -> list[str]:
        await until_hub_is(True)
        front = desk()
        found = [(await ask(front))[1]]
        assert front.readiness._connection is not None
        await front.readiness._connection.close()
        return [*found, (await ask(front))[1]]

    assert at(work) == ["ready", "ready"]


def test_no_address_and_no_error_is_told(redis, monkeypatch, tmp_path):
    monkeypatch.setattr(readiness, "_parameters", lambda: {"host": str(tmp_path), "dbname": "shop"})

    async def work() -> str:
        return (await get(desk(), "/readyz")).text

    assert str(tmp_path) not in at(work)
