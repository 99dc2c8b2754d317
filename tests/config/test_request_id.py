"""Each response has a request id, also on all log lines of the request, its socket and its tasks."""

import asyncio
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from celery import shared_task
from celery.contrib.testing.worker import start_worker
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.celery import app
from config.live import hub
from config.models import TaskRun
from config.monitoring.request_id import assign_request_id, request_id
from tests.config.asgi_requests import at, get, site

pytestmark = pytest.mark.detail

logger = logging.getLogger("shop")
PATIENCE = 30  # s for a worker on a busy machine
SOCKET = {"type": "websocket", "path": "/ws/", "headers": []}
ERRANT = [b"short", b"has space in it", b"line\nbreak-line", b"x" * 65, b"", b'quote"quote"']


async def logs(scope: Any, receive: Any, send: Any) -> None:
    """A fake site that logs."""
    logger.warning("asked")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})


def ask(**headers: str) -> str:
    return asyncio.run(get(assign_request_id(logs), "/", **headers)).headers["x-request-id"]


def test_each_response_has_its_own_request_id(objects):
    request_ids = [ask(), ask()]
    assert [line["request"] for line in objects() if line["logger"] == "shop"] == request_ids
    assert request_ids[0] != request_ids[1]
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in request_ids)


def test_the_proxys_id_is_taken(settings, objects):
    settings.BEHIND_PROXY = True
    assert ask(x_request_id="edge-0123.4567") == objects()[0]["request"] == "edge-0123.4567"


def test_a_request_id_of_a_stranger_is_ignored(settings):
    settings.BEHIND_PROXY = False
    assert ask(x_request_id="edge-0123.4567") != "edge-0123.4567"


@pytest.mark.parametrize("given", ERRANT)
def test_an_id_that_could_break_a_log_is_not_taken(settings, given):
    settings.BEHIND_PROXY = True
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"x-request-id", given)]}
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    asyncio.run(assign_request_id(logs)(scope, None, send))
    assert re.fullmatch(b"[0-9a-f]{16}", dict(sent[0]["headers"])[b"x-request-id"])


@pytest.fixture
def whole_site() -> Any:
    """The site with its own logging set up."""
    return site()


def view(request: HttpRequest) -> HttpResponse:
    """Log now and after the commit."""
    with transaction.atomic():
        transaction.on_commit(lambda: logger.warning("committed"), robust=True)
        logger.warning("viewed")
    return HttpResponse()


urlpatterns = [path("", view)]


@pytest.mark.django_db(transaction=True)
def test_a_view_and_its_on_commit_handlers_have_the_request_id(settings, whole_site, objects):
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = __name__, ["10.1.2.3"]
    answer = asyncio.run(get(whole_site, "/"))
    assert answer.status_code == 200, answer.text
    request_ids = answer.headers["x-request-id"]
    found = {line["message"]: line.get("request") for line in objects() if line["logger"] == "shop"}
    assert found == {"viewed": request_ids, "committed": request_ids}


def test_a_socket_carries_it_and_the_hub_that_it_woke_does_not(settings, objects, tmp_path):
    config = {"hosts": [{"address": f"unix://{tmp_path}/nobody"}]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}

    async def page(scope: Any, receive: Any, send: Any) -> None:
        hub.current_hub()
        asyncio.get_running_loop().call_soon(logger.warning, "beat")
        while not any(line["logger"] == "config.live.redis_subscriber" for line in objects()):
            await asyncio.sleep(0.01)

    at(lambda: asyncio.create_task(assign_request_id(page)(SOCKET, None, None)), with_hub=False)
    found = {line["logger"]: line.get("request") for line in objects()}
    assert found["shop"] is not None
    assert found["config.live.redis_subscriber"] is None


@shared_task(name="tests.log")
def log_from_task() -> None:
    """Say something from a worker."""
    logger.warning("worked")


@pytest.fixture
def worker(settings) -> Iterator[None]:
    """A worker on a queue of this test's own."""
    queue = f"tests-logs-{os.getpid()}"
    app.conf.task_default_queue, before = queue, app.conf.task_default_queue
    with start_worker(
        app, queues=[queue], pool="solo", perform_ping_check=False, shutdown_timeout=20, loglevel="WARNING"
    ):
        yield
    app.conf.task_default_queue = before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_task_has_the_id_of_its_request_or_its_own(worker, objects):
    request_id.set("asked-for-it")
    log_from_task.delay()
    request_id.set("")
    own = log_from_task.delay().id

    async def both() -> list[str]:
        async with asyncio.timeout(PATIENCE):
            while len(found := [line["request"] for line in objects() if line["message"] == "worked"]) < 2:
                await asyncio.sleep(0.05)
        return found

    assert asyncio.run(both()) == ["asked-for-it", own]
    assert TaskRun.objects.filter(name="tests.log").exists()
