"""`/readyz`: the state of each part; only a missing database makes the site unready."""

import time
from typing import Any

import pytest

from config import celery
from config.models import TaskRun
from config.monitoring import readiness
from config.tasks import heartbeat
from tests.config.asgi_requests import at, desk, get
from tests.config.readiness_requests import ask, seen, silent_for, until_hub_is

pytestmark = pytest.mark.slow

ALL_UP = {"database": "up", "redis": "up", "worker": "up", "hub": "up"}


def test_with_all_parts_up_it_is_ready(redis):
    assert seen() == (200, "ready", ALL_UP)


def test_a_dead_redis_degrades_but_leaves_the_process_in_rotation(redis):
    async def work() -> Any:
        await until_hub_is(True)
        redis.stop()
        await until_hub_is(False)
        return await ask()

    assert at(work) == (200, "degraded", {**ALL_UP, "redis": "down", "hub": "down"})


def test_a_frozen_redis_is_reported_in_bounded_time(redis):
    async def work() -> Any:
        await until_hub_is(True)
        redis.freeze()
        await until_hub_is(False)
        started = time.monotonic()
        return await ask(), time.monotonic() - started

    answer, seconds = at(work)
    assert answer == (200, "degraded", {**ALL_UP, "redis": "down", "hub": "down"})
    assert seconds < readiness.TIMEOUT_SECONDS + 1


def test_a_recovered_redis_is_reported(redis, monkeypatch):
    monkeypatch.setattr(readiness, "CACHE_SECONDS", 0)

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
    monkeypatch.setattr(readiness, "_connection_parameters", lambda: nowhere)
    parts = {**ALL_UP, "database": "down", "worker": "unknown"}
    assert seen() == (503, "down", parts)


def test_no_address_and_no_error_is_shown(redis, monkeypatch, tmp_path):
    monkeypatch.setattr(readiness, "_connection_parameters", lambda: {"host": str(tmp_path), "dbname": "shop"})

    async def work() -> str:
        return (await get(desk(), "/readyz")).text

    assert str(tmp_path) not in at(work)
