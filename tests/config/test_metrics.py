"""`/metrics`: its figures and its access rules."""

import asyncio
from typing import Any

import pytest
from django.db import transaction

from config.live import hub, publisher
from config.live.metrics import totals
from config.models import HEARTBEAT, TaskRun
from config.monitoring.endpoints import MonitoringEndpoints
from marketplace.orders.settlement import settle_order
from marketplace.web.gate import Gate
from tests import cast
from tests.config.asgi_requests import at, desk, elsewhere, figures, get, read
from tests.sockets import declared_topics

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


def status(**headers: str) -> int:
    return at(lambda: get(desk(), "/metrics", **headers)).status_code


def test_the_token_grants_access(settings):
    settings.IS_LOCAL, settings.METRICS_TOKEN = False, "a-long-secret"
    assert status(authorization="Bearer a-long-secret") == 200


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": "a-long-secret"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer a-long-secre\xe9"},
    ],
)
@pytest.mark.parametrize("is_local", [True, False])
def test_without_the_token_access_is_refused(settings, shown, is_local):
    settings.IS_LOCAL, settings.METRICS_TOKEN = is_local, "a-long-secret"
    assert status(**shown) == 404


@pytest.mark.parametrize(("is_local", "answer"), [(True, 200), (False, 404)])
def test_without_a_configured_token_only_a_local_site_answers(settings, is_local, answer):
    settings.IS_LOCAL, settings.METRICS_TOKEN = is_local, ""
    assert status() == status(authorization="Bearer ") == answer


def test_every_figure_is_there():
    sockets = {"sockets", "topics", "hub_up", "frames_total", "sockets_overflowed_total"}
    pushes = {"pushes_published_total", "pushes_dropped_total", "pushes_waiting"}
    requests = {"requests_waiting", "requests_refused_total", "orders_paid_total", "process_resident_memory_bytes"}
    parts = {"part_up:database", "part_up:redis", "part_up:worker", "part_up:hub"}
    assert sockets | pushes | requests | parts <= figures().keys()


def test_the_age_of_each_task_is_exported_as_infinite_if_it_never_ran(settings):
    TaskRun.objects.record(HEARTBEAT)
    found = figures()
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {name.partition(":")[2] for name in found if name.startswith("task_age_seconds")} == tasks
    assert found[f"task_age_seconds:{HEARTBEAT}"] < 10
    assert found["task_age_seconds:activity.purge"] == float("inf")


def test_waiting_and_refused_requests_of_the_gate_are_counted(settings):
    settings.GATE_MAX_REQUESTS, settings.GATE_MAX_WAITING = 1, 1

    async def work() -> dict[str, float]:
        leave = asyncio.Event()

        async def busy(scope: Any, receive: Any, send: Any) -> None:
            await leave.wait()
            await elsewhere(scope, receive, send)

        gate = Gate(busy)
        front = MonitoringEndpoints(gate, gate)
        asked = [asyncio.create_task(get(front, "/")) for _ in range(3)]
        await asyncio.sleep(0.05)
        found = read((await get(front, "/metrics")).text)
        leave.set()
        await asyncio.gather(*asked)
        return found

    found = at(work)
    assert (found["requests_waiting"], found["requests_refused_total"]) == (1, 1)


def test_an_order_that_is_paid_is_counted_once():
    before = figures().get("orders_paid_total", 0)
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    settle_order(order.payments.get())
    assert figures()["orders_paid_total"] == before + 1


def test_an_order_that_is_not_paid_in_the_end_is_not_counted():
    before = figures().get("orders_paid_total", 0)
    with pytest.raises(RuntimeError), transaction.atomic():
        cast.paid_order(cast.guest(), (cast.item(), 1))
        raise RuntimeError
    cast.pending_order(cast.guest(), (cast.item(), 1))
    assert figures()["orders_paid_total"] == before


def test_a_push_that_redis_took_is_counted():
    before = totals.published
    declared_topics.states.push("counted")
    assert publisher.flush(10)
    assert figures()["pushes_published_total"] == totals.published == before + 1


def test_a_push_that_was_dropped_is_counted(settings, tmp_path):
    config = {"hosts": [{"address": f"unix://{tmp_path}/nobody"}]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}
    settings.LIVE_QUEUE = 2
    before, crowded = totals.dropped, publisher.Publisher()
    for number in range(5):
        crowded.publish("test-state.dropped", {"type": "frame", "number": number})
    # One of them is in the hands of the thread.
    assert totals.dropped - before in {2, 3}
    assert crowded.queue_length <= 2
    assert figures()["pushes_dropped_total"] == totals.dropped


def test_the_hub_exports_the_time_of_its_ping(settings):
    settings.LIVE_PING_SECONDS = 0.05

    async def work() -> dict[str, float]:
        while hub.current_hub().subscriber.lag is None:
            await asyncio.sleep(0.02)
        return read((await get(desk(), "/metrics")).text)

    found = at(work)
    assert found["hub_up"] == 1
    assert 0 < found["hub_lag_seconds"] < 5


def test_before_its_first_ping_it_exports_no_lag():
    assert "hub_lag_seconds" not in figures()
