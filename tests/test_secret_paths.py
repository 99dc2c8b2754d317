"""Secret parts of URLs reach no log line, with any response."""

import io
import logging
import re

import pytest
from daphne.access import AccessLogGenerator
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseGone, HttpResponseRedirect
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.monitoring.logs import JsonLines, TextLines
from config.server import SiteServer
from tests.config.log_capture import logged

pytestmark = pytest.mark.django_db
SECRET = "Zq7-Kx9vTnB4wLm2RsYd:1uPhGc"
KNOWN_PARTS = {"order": "LS-12345-67890", "trade": "TR-12345-67890", "slug": "a-shop", "int": "7", "str": "word"}
OPEN_PARTS = {
    "api_cart": "the display code of a cart names it and opens nothing",
    "cart": "as above",
    "cart_state": "as above",
    "unmask": "as above",
    "purchase": "the key of a purchase that everybody may see",
    "together": "as above",
}
"""Routes whose last part looks like a secret and is none, with the reason."""


def routes(patterns=None, before=""):
    """Return each route of the site with its pattern."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, text)
        elif isinstance(each, URLPattern):
            yield text, each


def secret_routes():
    """Return the routes with a secret in them, and an address of each."""
    for text, each in routes():
        if "<secret:" in text or re.search(r"\(\?P<(key|uidb36)>", text):
            path = re.sub(r"<secret:\w+>", SECRET, text)
            path = re.sub(r"<(\w+):\w+>", lambda part: KNOWN_PARTS[part[1]], path)
            path = re.sub(r"\(\?P<uidb36>[^)]*\)-\(\?P<key>[^)]*\)", f"1a-{SECRET}", path)
            path = re.sub(r"\(\?P<key>[^)]*\)", SECRET, path).replace("^", "").replace("$", "")
            yield "/" + path, each


def raising(error):
    def view(request, **parts):
        raise error

    return view


ANSWERS = {
    200: lambda request, **parts: HttpResponse("fine"),
    302: lambda request, **parts: HttpResponseRedirect("/"),
    403: raising(PermissionDenied("no")),
    404: raising(Http404("no")),
    405: lambda request, **parts: HttpResponse(status=405),
    410: lambda request, **parts: HttpResponseGone(),
    500: lambda request, **parts: 1 / 0 if request.path else None,
    503: raising(RuntimeError(f"could not open /orders/LS-12345-67890/open/{SECRET}/ for /trades/join/{SECRET}/")),
}


def test_every_secret_route_is_known():
    names = {each.name for _, each in secret_routes()}
    ours = {"order_link", "reminded", "reminder_opt_out", "join_link", "seller_staff_invitation", "erase_confirm"}
    assert names == ours | {"account_confirm_email", "account_reset_password_from_key"}


def test_a_part_that_looks_like_a_secret_is_declared_or_known_to_be_none():
    suspicious = re.compile(r"<(?!secret)\w*:?(token|key|code|secret|signature|sig|hash|email|address)>")
    declared = {each.name for _, each in secret_routes()}
    open_names = {each.name for text, each in routes() if suspicious.search(text) and each.name not in declared}
    assert {name.removeprefix("shop_").removeprefix("all_") for name in open_names} == set(OPEN_PARTS)


@pytest.mark.parametrize("status", ANSWERS)
@pytest.mark.parametrize("lines", [TextLines, JsonLines])
def test_no_answer_of_a_secret_route_logs_the_secret(monkeypatch, status, lines):
    browser = Client(raise_request_exception=False)
    found = list(secret_routes())
    with logged(lines()) as text:
        for path, each in found:
            monkeypatch.setattr(each, "callback", ANSWERS[status])
            browser.get(path)
            browser.post(path)
    assert "Zq7" not in text()
    assert status < 400 or "withheld" in text()


@pytest.mark.parametrize("lines", [TextLines, JsonLines])
def test_addresses_that_only_resemble_a_secret_route_log_no_secret(lines):
    browser = Client(raise_request_exception=False)
    with logged(lines()) as text:
        for path, _ in secret_routes():
            for other in (path.rstrip("/"), path + "more/", path.upper(), "/x" + path, path.replace("/", "//", 3)[1:]):
                browser.get(other if other.startswith("/") else "/" + other)
                browser.put(other if other.startswith("/") else "/" + other)
                browser.get("/nowhere" + path)
                browser.get(f"/nowhere/?next={path}")
    assert "zq7" not in text().lower()
    assert "Not Found" in text()


@pytest.mark.parametrize("written", [str, lambda path: path.replace("/", "%2F"), lambda path: path.replace("r", "%72")])
def test_the_servers_own_log_of_requests_holds_no_secret(written):
    stream = io.StringIO()
    server = SiteServer.__new__(SiteServer)
    server.action_logger = AccessLogGenerator(stream)
    for path, _ in secret_routes():
        for sent in (written(path), f"/accounts/login/?next={written(path)}"):
            details = {"client": "127.0.0.1:9", "method": "GET", "path": sent, "status": 404, "size": 5}
            server.log_action("http", "complete", details)
            server.log_action("websocket", "connecting", details)
    assert "Zq7" not in stream.getvalue() and "withheld" in stream.getvalue()


def test_other_addresses_are_logged_as_they_are():
    with logged(TextLines()) as text:
        Client().get("/products/tide-high-top/")
        Client().get("/orders/LS-12345-67890/")
    assert "/products/tide-high-top/" in text() and "/orders/LS-12345-67890/" in text()


def test_no_logger_writes_past_the_lines_of_the_site():
    named = {name: logger for name, logger in logging.root.manager.loggerDict.items() if hasattr(logger, "handlers")}
    with_handlers = {name for name, logger in named.items() if logger.handlers and name.startswith("django")}
    assert with_handlers == set()
