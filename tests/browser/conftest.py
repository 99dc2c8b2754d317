"""Real browsers on the real site: `visit` opens a page as somebody new, or as a member, in a context of its own."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebSocket, expect

from config.live import publisher
from config.servers.redis import with_database
from marketplace.models import User
from tests.browser import chromium
from tests.site import Site, serve_site
from tests.sockets.redis_server import RedisServer

Visit = Callable[..., Page]
frames: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
"""The frames that each page received over its socket."""
PATIENCE = 20_000  # ms for anything on a busy machine
LAST_REQUESTS = 3  # s for the requests of a page at the end of a test
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a Redis for the site and for the tests' own purchases, which reach these pages only."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    layers: Any = site_settings.CHANNEL_LAYERS["default"]
    hosts = [{**layers["CONFIG"]["hosts"][0], "address": server.url}]
    # The prefix of the site's own processes: elsewhere each test has one of its own.
    place = {"LOCATION": with_database(server.url, 1), "KEY_PREFIX": os.environ["REDIS_PREFIX"]}
    cached = {**site_settings.CACHES["default"], **place}
    with override_settings(
        CHANNEL_LAYERS={"default": {**layers, "CONFIG": {**layers["CONFIG"], "hosts": hosts}}},
        CACHES={"default": cached},
    ):
        publisher.reset_publisher()
        yield server.url
    publisher.reset_publisher()
    server.stop()


@pytest.fixture(scope="package")
def site(redis_url: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the site."""
    with serve_site(redis_url, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run Chromium, as long as tests of this folder run: the loop it needs would be in the way of others."""
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def visit(site: Site, browser: Browser, transactional_db: None) -> Iterator[Visit]:
    """Return a function that opens `path` in a new context, signed in as `user` if given, or in a tab `beside` a page.

    `prepare` is called with the page before it loads; other options are the context's. Whatever a page reports as
    an error fails the test, a script kept out by the content security policy included, but for what the test says it
    does: each of `tolerates` is a part of such a message.
    """
    # A page that opens within seconds of an earlier test would show that test's purchases.
    cache.clear()
    publisher.publish("toasts", {"type": "stale", "topic": "toasts"})
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    loading: dict[Page, set[Request]] = {}
    tolerated = ["status of 409"]  # Chromium calls a refused form an error of the page.

    def visit(
        path: str = "/",
        *,
        user: User | None = None,
        beside: Page | None = None,
        prepare: Callable[[Page], object] | None = None,
        tolerates: tuple[str, ...] = (),
        **options: Any,
    ) -> Page:
        tolerated.extend(tolerates)
        if beside:
            return another_tab(beside.context, path, prepare)
        context = browser.new_context(base_url=site.origin, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user:
            sign_in(context, user, site)
        return another_tab(context, path, prepare)

    def another_tab(context: BrowserContext, path: str, prepare: Callable[[Page], object] | None) -> Page:
        page = context.new_page()
        frames[page] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        page.on("websocket", lambda wire: keep_frames(page, wire))
        loading[page] = set()
        page.on("request", lambda request: loading[page].add(request))
        page.on("requestfinished", lambda request: loading[page].discard(request))
        page.on("requestfailed", lambda request: loading[page].discard(request))
        if prepare:
            prepare(page)
        page.goto(path)
        return page

    def keep_frames(page: Page, wire: WebSocket) -> None:
        wire.on("framereceived", lambda frame: frames[page].append(str(frame)))

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in tolerated):
            errors.append(f"{message.text} {message.location}")

    yield visit
    wait_for_requests(loading)
    for context in contexts:
        context.close()
    assert errors == []


def wait_for_requests(loading: dict[Page, set[Request]]) -> None:
    """Wait until open pages have their responses, for a few seconds at most: some tests hold requests back.

    Closing a page, or emptying the database, during a request makes the page report an error of its own.
    """
    end = time.monotonic() + LAST_REQUESTS
    for page, requests in loading.items():
        while requests and not page.is_closed() and time.monotonic() < end:
            page.wait_for_timeout(20)


def sign_in(context: BrowserContext, user: User, site: Site) -> None:
    """Give a browser the session of a member."""
    client = Client()
    client.force_login(user)
    name = site_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.origin}])


def wait_until(page: Page, happened: Callable[[], object], what: str) -> None:
    """Let a page run until `happened` returns true; AssertionError with the message `what` if that takes too long."""
    end = time.monotonic() + PATIENCE / 1000
    while not happened():
        assert time.monotonic() < end, what
        page.wait_for_timeout(20)


def is_live(page: Page, topic: str = "toasts") -> None:
    """Wait until the server has confirmed the page's subscription to `topic`."""
    states = [f'"{topic}":"{state}"' for state in ("live", "stale")]
    wait_until(
        page,
        lambda: any(each in frame for frame in frames[page] for each in states),
        f"the page never came to listen to {topic}",
    )
