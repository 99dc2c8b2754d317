"""Shutdown of a web process: sockets close at once, running requests are answered first."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException

import pytest
from django.db import connection, transaction

from config import servers
from marketplace.accounts.visitors import Visitor
from tests.config.proxied_site import ask
from tests.site import ServedSite, serve_site
from tests.sockets import declared_topics  # noqa: F401
from tests.sockets.live_page import Page

pytestmark = pytest.mark.slow


@pytest.fixture
def site(transactional_db, tmp_path) -> Iterator[ServedSite]:
    """A web process."""
    with serve_site(servers.redis_url(), tmp_path) as found:
        yield found


def waiting_for_a_lock() -> bool:
    """Return whether a connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) "
                       "WHERE NOT granted AND datname = current_database())")  # fmt: skip
        return bool(cursor.fetchone()[0])


def test_a_new_socket_is_asked_to_reconnect(site):
    page = Page(site, Visitor.new())
    page.say("ping")
    assert page.hear("pong")
    site.process.send_signal(signal.SIGTERM)
    assert page.close_code(timeout=5) == 1012
    assert site.process.wait(10) == 0


def test_a_request_at_work_is_answered_first_and_no_other_is_taken(site):
    with ThreadPoolExecutor(1) as browser:
        with transaction.atomic():
            connection.cursor().execute("LOCK TABLE marketplace_category")
            asked = browser.submit(ask, site.port, "/")
            while not waiting_for_a_lock():
                assert not asked.done()
            page = Page(site, Visitor.new())
            site.process.send_signal(signal.SIGTERM)
            assert page.close_code(timeout=5) == 1012
            with pytest.raises(ConnectionRefusedError):
                ask(site.port, "/")
        assert asked.result(10)[0].status == 200
    assert site.process.wait(10) == 0


def test_an_idle_connection_is_closed_at_once(site):
    """A proxy keeps it for its next request, which would be lost at the end of the process."""
    line = HTTPConnection("127.0.0.1", site.port, timeout=5)
    line.request("GET", "/healthz")
    assert line.getresponse().read() == b"alive\n"
    assert line.sock is not None
    with ThreadPoolExecutor(1) as browser, transaction.atomic():
        connection.cursor().execute("LOCK TABLE marketplace_category")
        asked = browser.submit(ask, site.port, "/")
        while not waiting_for_a_lock():
            assert not asked.done()
        site.process.send_signal(signal.SIGTERM)
        assert line.sock.recv(1) == b""
        assert site.process.poll() is None
        transaction.set_rollback(True)
    assert asked.result(10)[0].status == 200
    assert site.process.wait(10) == 0


def test_no_form_on_a_new_connection_is_lost(site):
    """Each is answered, until connections are refused."""
    begun, lost = [], []

    def send_forms() -> None:
        while True:
            line = HTTPConnection("127.0.0.1", site.port, timeout=10)
            try:
                line.connect()
            except ConnectionRefusedError:
                return
            try:
                line.request("POST", "/healthz", b"x" * 500)
                begun.append(line.getresponse().status)
            except (OSError, HTTPException) as problem:
                lost.append(problem)
            line.close()

    with ThreadPoolExecutor(8) as browsers:
        sending = [browsers.submit(send_forms) for _ in range(8)]
        time.sleep(1)
        site.process.send_signal(signal.SIGTERM)
    assert [each.result() for each in sending] == [None] * 8
    assert len(begun) > 50
    assert lost == []
    assert site.process.wait(10) == 0
