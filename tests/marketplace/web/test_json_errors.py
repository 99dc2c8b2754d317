"""JSON endpoints answer errors as JSON, for every method and from every layer of the site."""

import asyncio
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse
from django.test import AsyncClient, Client

from marketplace.web.asgi_middleware import reject_malformed_requests
from marketplace.web.gate import Gate
from tests import cast
from tests.config.asgi_requests import elsewhere

pytestmark = pytest.mark.detail

ADDRESSES = {
    "/api/carts/active": {"GET", "HEAD"},
    "/api/carts/count": {"GET", "HEAD"},
    "/api/carts/update": {"POST"},
    "/api/carts/openapi.json": {"GET", "HEAD"},
    "/api/carts/AAAA-BBBB": {"DELETE"},
    "/api/leaderboard": {"GET", "HEAD"},
    "/api/nothing": set(),
    "/api/": set(),
    "/api/carts/active/": set(),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")


def assert_json(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    payload = json.loads(answer.content) if answer.content else {}
    assert not payload or {"error", "field", "code"} <= set(payload)
    return payload


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ADDRESSES)
def test_every_method_is_answered_in_json(client, path, method):
    answer = client.generic(method, path)
    assert answer["Content-Type"] == "application/json"
    if method not in ADDRESSES[path]:
        assert answer.status_code == (405 if ADDRESSES[path] else 404)
    if method != "HEAD":
        json.loads(answer.content)


@pytest.mark.django_db
def test_a_refused_method_names_those_that_are_allowed(client):
    answer = client.get("/api/carts/update")
    assert assert_json(answer, 405)["code"] == "method"
    assert answer["Allow"] == "POST"


@pytest.mark.django_db
def test_without_a_csrf_token_the_refusal_is_json():
    strict = Client(enforce_csrf_checks=True)
    for method, path in (("post", "/api/carts/update"), ("delete", "/api/carts/AAAA-BBBB")):
        assert assert_json(getattr(strict, method)(path), 403)["code"] == "csrf"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(client, kind):
    item = cast.item()
    body = json.dumps({"items": [{"id": item.pk, "quantity": 1}], "version": 0})
    assert assert_json(client.post("/api/carts/update", body, content_type=kind), 415)["code"] == "media_type"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RuntimeError("broken"), 500),
        (OperationalError("away"), 503),
        (IntegrityError("taken"), 409),
        (PermissionDenied(), 403),
    ],
)
def test_failures_are_answered_in_json(monkeypatch, failure, status):
    def fail(*args, **named):
        raise failure

    monkeypatch.setattr("carts.views.api._list_scopes", fail)
    monkeypatch.setattr("leaderboard.views.read_leaders", fail)
    client = Client(raise_request_exception=False)
    for path in ("/api/carts/active", "/api/leaderboard"):
        answer = client.get(path)
        payload = assert_json(answer, status)
        assert "Traceback" not in payload["error"]
        if status == 503:
            assert answer["Retry-After"] == "5"


@pytest.mark.django_db
@pytest.mark.parametrize("status", [422, 429])
def test_refusals_of_middleware_are_in_json(client, monkeypatch, status):
    monkeypatch.setattr(
        "carts.middleware.CartSessionMiddleware.__call__", lambda self, request: HttpResponse("No", status=status)
    )
    assert_json(client.get("/api/carts/active"), status)


@pytest.mark.django_db
def test_an_unknown_host_is_refused_in_json(client, settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert_json(client.get("/api/carts/active", headers={"host": "other.example"}), 400)


@pytest.mark.django_db
def test_so_it_is_where_the_site_runs_asynchronously():
    answer = asyncio.run(AsyncClient().get("/api/nothing"))
    assert_json(answer, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nothing", "/apinothing", "/cart/api/"])
def test_pages_stay_pages(client, path):
    assert client.get(path)["Content-Type"].startswith("text/html")


def sent_by(application, **scope):
    """Return status, content type and body of an ASGI application's response."""
    messages = []

    async def send(message):
        messages.append(message)

    asyncio.run(application({"type": "http", "headers": [], **scope}, None, send))
    start, body = messages
    return start["status"], dict(start["headers"])[b"content-type"], body["body"]


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/carts/active", b"application/json"), ("/", b"text/plain; charset=utf-8")]
)
def test_the_gate_turns_programs_away_in_json(settings, path, kind):
    settings.GATE_MAX_REQUESTS = settings.GATE_MAX_WAITING = 0
    status, payload, body = sent_by(Gate(elsewhere), path=path)
    assert (status, payload) == (503, kind)
    assert path == "/" or json.loads(body)["code"] == "busy"


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/carts/active", b"application/json"), ("/", b"text/plain; charset=utf-8")]
)
def test_nonsense_is_refused_in_json(path, kind):
    headers = [(b"content-type", b"text/html; charset=utf-7")]
    assert sent_by(reject_malformed_requests(elsewhere), path=path, headers=headers)[:2] == (400, kind)
