"""Log lines: whose request, which order, as text or JSON, and nothing about people."""

import asyncio
import io
import json
import logging
import logging.config
import os
import re
import runpy
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from celery import shared_task
from celery.contrib.testing.worker import start_worker
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.celery import app
from config.live import hub
from config.models import TaskRun
from config.watch.logs import JsonLines, TextLines
from config.watch.request_id import request_id, with_request_id
from marketplace.models import User
from tests import cast
from tests.config.asking import at, get, site

logger = logging.getLogger("shop")
SOCKET = {"type": "websocket", "path": "/ws/", "headers": []}
SECRET = "Mallory\nMayhem"
ERRANT = [b"short", b"has space in it", b"line\nbreak-line", b"x" * 65, b"", b'quote"quote"']


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request) -> Iterator[Callable[[], str]]:
    """What was logged since, in each format."""
    yield from logged(request.param())


@pytest.fixture
def objects() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The objects that were logged since."""
    for text in logged(JsonLines()):

        def objects(text: Callable[[], str] = text) -> list[dict[str, Any]]:
            return [json.loads(line) for line in text().splitlines()]

        yield objects


def logged(formatter: logging.Formatter) -> Iterator[Callable[[], str]]:
    """Log to a text until the test is over."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


@pytest.fixture(autouse=True)
def _nobodys_request() -> Iterator[None]:
    token = request_id.set("")
    yield
    request_id.reset(token)


# Form ---------------------------------------------------------------------------------------------------------


def test_a_json_line_says_when_who_what_and_about_which_order(objects):
    request_id.set("abcdefgh")
    logger.warning("order %s waits", "LS-1", extra={"order": "LS-1", "payment": 7})
    (line,) = objects()
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "level": "WARNING", "logger": "shop", "message": "order LS-1 waits",
        "request": "abcdefgh", "order": "LS-1", "payment": 7,
    }  # fmt: skip


def test_a_line_of_nobodys_request_names_none(objects):
    logger.warning("tidying up")
    assert objects()[0].keys() == {"time", "level", "logger", "message"}


def test_a_text_line_names_the_request_and_the_order():
    for text in logged(TextLines()):
        request_id.set("abcdefgh")
        logger.warning("paid", extra={"order": "LS-1"})
        request_id.set("")
        logger.warning("tidying up")
        first, second = text().splitlines()
    assert first.endswith("WARNING shop: paid [request=abcdefgh order=LS-1]")
    assert second.endswith("WARNING shop: tidying up")


def test_a_failure_stays_one_json_line_with_its_traceback(objects):
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logger.exception("failed")
    (line,) = objects()
    assert "Traceback" in line["error"]
    assert "two\nlines" in line["error"]


@pytest.mark.parametrize(("value", "formatter"), [("json", JsonLines), ("text", TextLines), (None, TextLines)])
def test_the_setting_chooses_the_form(settings, monkeypatch, value, formatter):
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    if value:
        monkeypatch.setenv("LOG_FORMAT", value)
    read = runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))
    config = logging.config.DictConfigurator(read["LOGGING"])
    assert type(config.configure_formatter(read["LOGGING"]["formatters"]["line"])) is formatter


# Nothing about people -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_row_that_broke_a_rule_is_not_told(lines):
    cast.person("Bob Buyer", email="bob@example.com")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        User.objects.create(email="bob@example.com", display_name="Secret Bob")
    logger.error("could not sign up: %s", broken.value, exc_info=broken.value)
    assert "duplicate key" in lines()
    assert "example.com" not in lines()


@pytest.mark.django_db
def test_a_row_that_fails_a_check_is_not_told_whatever_lines_it_has(lines):
    item = cast.item()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(item).objects.filter(pk=item.pk).update(on_hand=-1, label=SECRET)
    logger.error("no stock", exc_info=broken.value)
    assert "violates check constraint" in lines()
    assert not any(word in lines() for word in SECRET.split())


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("mail to bob.buyer+x@mail.example.com failed", "mail to [withheld] failed"),
        ("Not Found: /accounts/password/reset/key/1-abc-def/", "Not Found: /accounts/password/reset/key/[withheld]/"),
        ("Not Found: /accounts/confirm-email/MQ:1abc:xyz/", "Not Found: /accounts/confirm-email/[withheld]/"),
        ("order LS-12345-67890 is paid", "order LS-12345-67890 is paid"),
        ("@cache on line 3", "@cache on line 3"),
    ],
)
def test_addresses_and_mailed_secrets_are_withheld_and_nothing_else(lines, message, told):
    logger.warning(message)
    assert told in lines()


def test_what_a_line_carries_besides_is_not_told(lines):
    logger.warning("no", extra={"request": "GET /?name=Secret", "email": "Secret", "order": "LS-1"})
    assert "LS-1" in lines()
    assert "Secret" not in lines()


# Whose request ------------------------------------------------------------------------------------------------


async def logs(scope: Any, receive: Any, send: Any) -> None:
    """Stand in for a site that logs."""
    logger.warning("asked")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})


def ask(**headers: str) -> str:
    return asyncio.run(get(with_request_id(logs), "/", **headers)).headers["x-request-id"]


def test_each_request_has_an_id_of_its_own_that_its_answer_tells(objects):
    told = [ask(), ask()]
    assert [line["request"] for line in objects() if line["logger"] == "shop"] == told
    assert told[0] != told[1]
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in told)


def test_the_proxys_id_is_taken(settings, objects):
    settings.BEHIND_PROXY = True
    assert ask(x_request_id="edge-0123.4567") == objects()[0]["request"] == "edge-0123.4567"


def test_nobody_elses_is(settings):
    settings.BEHIND_PROXY = False
    assert ask(x_request_id="edge-0123.4567") != "edge-0123.4567"


@pytest.mark.parametrize("given", ERRANT)
def test_an_id_that_could_break_a_log_is_not_taken(settings, given):
    settings.BEHIND_PROXY = True
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"x-request-id", given)]}
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    asyncio.run(with_request_id(logs)(scope, None, send))
    assert re.fullmatch(b"[0-9a-f]{16}", dict(sent[0]["headers"])[b"x-request-id"])


@pytest.fixture
def whole_site() -> Any:
    """The site, which begins by setting up its own logging."""
    return site()


def view(request: HttpRequest) -> HttpResponse:
    """Log now and after the commit."""
    with transaction.atomic():
        transaction.on_commit(lambda: logger.warning("committed"), robust=True)
        logger.warning("viewed")
    return HttpResponse()


urlpatterns = [path("", view)]


@pytest.mark.django_db(transaction=True)
def test_a_view_and_what_it_does_on_commit_carry_it(settings, whole_site, objects):
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = __name__, ["10.1.2.3"]
    answer = asyncio.run(get(whole_site, "/"))
    assert answer.status_code == 200, answer.text
    told = answer.headers["x-request-id"]
    found = {line["message"]: line.get("request") for line in objects() if line["logger"] == "shop"}
    assert found == {"viewed": told, "committed": told}


def test_a_socket_carries_it_and_the_hub_that_it_woke_does_not(settings, objects, tmp_path):
    config = {"hosts": [{"address": f"unix://{tmp_path}/nobody"}]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}

    async def page(scope: Any, receive: Any, send: Any) -> None:
        hub.current()
        asyncio.get_running_loop().call_soon(logger.warning, "beat")
        while not any(line["logger"] == "config.live.uplink" for line in objects()):
            await asyncio.sleep(0.01)

    at(lambda: asyncio.create_task(with_request_id(page)(SOCKET, None, None)), with_hub=False)
    found = {line["logger"]: line.get("request") for line in objects()}
    assert found["shop"] is not None
    assert found["config.live.uplink"] is None


@shared_task(name="tests.log")
def log_from_task() -> None:
    """Say something from a worker."""
    logger.warning("worked")


@pytest.fixture
def worker(settings) -> Iterator[None]:
    """A worker on a queue of this test's own."""
    app.conf.task_default_queue, before = f"tests-logs-{os.getpid()}", app.conf.task_default_queue
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20, loglevel="WARNING"):
        yield
    app.conf.task_default_queue = before


@pytest.mark.django_db(transaction=True)
def test_a_task_carries_the_id_of_who_asked_and_else_its_own(worker, objects):
    request_id.set("asked-for-it")
    log_from_task.delay()
    request_id.set("")
    own = log_from_task.delay().id

    async def both() -> list[str]:
        while len(found := [line["request"] for line in objects() if line["message"] == "worked"]) < 2:
            await asyncio.sleep(0.05)
        return found

    assert asyncio.run(both()) == ["asked-for-it", own]
    assert TaskRun.objects.filter(name="tests.log").exists()


@pytest.mark.django_db(transaction=True)
def test_a_sale_is_logged_with_its_order_and_nothing_about_the_buyer(objects):
    order = cast.paid(cast.guest(), (cast.item(), 1))
    (line,) = [line for line in objects() if line.get("order")]
    assert (line["order"], line["level"]) == (order.number, "INFO")
    assert not any(str(value) in json.dumps(line) for value in cast.ADDRESS.values() if value not in (True, ""))


@pytest.mark.django_db(transaction=True)
def test_a_sale_that_was_undone_is_not(objects):
    with pytest.raises(RuntimeError), transaction.atomic():
        cast.paid(cast.guest(), (cast.item(), 1))
        raise RuntimeError
    assert not [line for line in objects() if line.get("order")]
