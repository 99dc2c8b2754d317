"""The proxy in front of the site, with its production rules."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.urls import get_resolver
from websockets.exceptions import ConnectionClosed

from config.monitoring.secret_paths import _FIRST_SLASH, _OTHER_PART, _SLASH, _route_prefixes
from marketplace.accounts.visitors import Visitor
from marketplace.pictures.storage import UNFINISHED
from tests.config.proxied_site import ProxiedSite, ask, find_caddy, proxy, serve_behind_proxy
from tests.site import Site, find_free_port
from tests.sockets import declared_topics  # noqa: F401
from tests.sockets.live_page import Page

pytestmark = pytest.mark.slow

TOO_MUCH = 10_000_001  # bytes


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[ProxiedSite]:
    """The whole of it, for all tests of this file; nothing is ever written to its database."""
    with django_db_blocker.unblock(), serve_behind_proxy(tmp_path_factory.mktemp("proxied")) as found:
        yield found


@pytest.fixture
def own_site(django_db_setup, django_db_blocker, tmp_path) -> Iterator[ProxiedSite]:
    """A site for one test that ends a process of it."""
    with django_db_blocker.unblock(), serve_behind_proxy(tmp_path) as found:
        yield found


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it was sent."""

    def do_POST(self) -> None:
        """Answer."""
        payload = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Site]:
    """The proxy in front of a server that echoes the request's headers."""
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=behind.serve_forever, daemon=True).start()
    outside = Site(find_free_port())
    with proxy(outside, [behind.server_port], tmp_path):
        yield outside
    behind.shutdown()
    behind.server_close()


def test_pages_and_their_files_come_through(site):
    page, text = ask(site.port, "/")
    assert page.status == 200
    found = re.search(r"/static/css/[\w.]+\.css", text.decode())
    assert found
    file, style = ask(site.port, found[0])
    assert (file.status, file.headers["Content-Type"].split(";")[0]) == (200, "text/css")
    assert style


def test_uploads_come_from_the_folder_and_are_inert(site):
    (site.folder / "media" / "products").mkdir(parents=True)
    (site.folder / "media" / "products" / "bag.webp").write_bytes(b"a bag")
    answer, content = ask(site.port, "/media/products/bag.webp")
    assert (answer.status, content) == (200, b"a bag")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/media/", "/media/products/", "/media/../web.log", "/media/%2e%2e/Caddyfile"])
def test_nothing_but_uploads_comes_from_there(site, path):
    (site.folder / "web.log").write_text("not for you")
    answer, content = ask(site.port, path)
    assert answer.status in {400, 404}
    assert b"not for you" not in content and b"reverse_proxy" not in content


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "//metrics", "/%6detrics"])
def test_the_inside_of_the_site_is_nobodys_business(site, path):
    assert ask(site.port, path)[0].status == 404


def test_a_body_that_is_too_large_is_refused_unread(site):
    answer, content = ask(site.port, "/accounts/login/", "POST", Content_Length=str(TOO_MUCH))
    assert answer.status == 413
    assert b"ten megabytes" in content


def test_a_body_within_the_limit_reaches_the_site(site):
    answer, _ = ask(site.port, "/accounts/login/", "POST", b"x" * 9_000_000, Content_Type="text/plain")
    assert answer.status == 403  # Django's own refusal: no form of ours


def test_a_body_that_hides_its_size_is_cut_off(site):
    answer, _ = ask(site.port, "/accounts/login/", "POST", (b"x" * 100_000 for _ in range(101)))
    assert answer.status in {413, 502}  # the second from a Caddy before 2.7


def test_a_client_chooses_neither_its_address_nor_scheme_nor_id(echo):
    claims = {"X_Forwarded_For": "10.9.8.7", "X_Forwarded_Proto": "https", "X_Request_Id": "somebody-elses"}
    answer, payload = ask(echo.port, "/", "POST", b"", **claims)
    assert answer.status == 200
    arrived = json.loads(payload)
    assert arrived["X-Forwarded-For"] == "127.0.0.9"
    assert arrived["X-Forwarded-Proto"] == "http"
    assert "somebody-elses" not in payload.decode()


def test_the_access_log_holds_no_person_and_no_secret(site):
    for path in secret_addresses():
        ask(site.port, path, Cookie="sessionid=kept-to-myself")
    ask(site.port, "/search/?q=kept-to-myself", "POST", b"kept-to-myself")
    log = wait_for_lines(site.folder / "access.log", '"uri":"/search/')
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"method", "uri", "host"} <= lines[-1]["request"].keys()
    assert {"status", "duration", "size", "uuid"} <= lines[-1].keys()
    assert "kept-to-myself" not in log and "127.0.0.9" not in log


def secret_addresses():
    """Return an address of each route with a secret part, and of those that packages bring along."""
    beginnings = _route_prefixes(get_resolver().url_patterns)
    plain = [re.sub(r"\\(.)", r"\1", each.replace(_SLASH, "//").replace(_FIRST_SLASH, "/")) for each in beginnings]
    found = [f"{each.replace(_OTHER_PART, 'ABCDEFGHJK')}kept-to-myself/" for each in plain]
    assert len(found) > 6
    return found


def wait_for_lines(log, text):
    """Return the log once it contains a text."""
    end = time.monotonic() + 5
    while text not in (content := log.read_text()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return content


def test_changed_rules_are_loaded_without_closing_a_socket(site):
    page = Page(site, Visitor.new())
    page.say("ping")
    assert page.hear("pong")
    rules = site.folder / "Caddyfile"
    before = rules.read_text()
    rules.write_text(before.replace("respond @inside 404", "respond @inside 410"))
    reload_rules(rules, site)
    assert ask(site.port, "/metrics")[0].status == 410
    page.say("ping")
    assert page.hear("pong")
    rules.write_text(before)
    reload_rules(rules, site)


def reload_rules(rules, site):
    command = [find_caddy(), "reload", "--config", str(rules), "--adapter", "caddyfile"]
    environment = os.environ | {"SITE_ORIGINS": site.origin}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def test_uploads_that_are_still_written_are_not_served(site):
    (site.folder / "media").mkdir(exist_ok=True)
    (site.folder / "media" / f"{UNFINISHED}1").write_bytes(b"half a bag")
    assert ask(site.port, f"/media/{UNFINISHED}1")[0].status == 404


def test_when_a_web_process_goes_its_sockets_come_back_to_the_other(site):
    visitor = Visitor.new()
    pages = [Page(site, visitor) for _ in range(4)]
    for page in pages:
        page.say("ping")
        assert page.hear("pong")
    leaving = next(iter(site.webs.values()))
    leaving.send_signal(signal.SIGTERM)
    assert leaving.wait(15) == 0
    payload = [code for page in pages if (code := closed_with(page)) is not None]
    assert payload == [1012, 1012]
    for page in (Page(site, visitor) for _ in payload):
        page.say("ping")
        assert page.hear("pong")
    assert {ask(site.port, "/")[0].status for _ in range(6)} == {200}


def test_a_frozen_web_process_is_ended_and_the_other_serves_its_share(own_site):
    site = own_site
    visitor = Visitor.new()
    pages = [Page(site, visitor) for _ in range(4)]
    for page in pages:
        page.say("ping")
        assert page.hear("pong")
    frozen, _ = alive = [process for process in site.webs.values() if process.poll() is None]
    assert len(alive) == 2
    frozen.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as browsers:
        statuses = list(browsers.map(lambda number: ask(site.port, "/")[0].status, range(8)))
    assert statuses == [200] * 8
    assert time.monotonic() - began < 10
    assert frozen.wait(1) == -signal.SIGKILL
    assert sum(is_open(page) for page in pages) == 2


def closed_with(page: Page) -> int | None:
    """Return the code a page was closed with, None if it is still open."""
    try:
        return page.close_code(timeout=0.5)
    except TimeoutError:
        return None


def is_open(page: Page) -> bool:
    """Tell whether a socket still answers."""
    try:
        page.say("ping")
        return bool(page.hear("pong"))
    except ConnectionClosed:
        return False
