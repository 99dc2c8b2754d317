"""A plain `daphne config.asgi:application` in a process of its own: shutdown, and a client that does not read."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from marketplace.visitors import Visitor
from tests.sockets import topics  # noqa: F401
from tests.sockets.page import Page
from tests.sockets.server import Site

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture
def daphne(redis_server):
    """Run the server as its manual says, and return its process and place."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        site = Site(probe.getsockname()[1])
    environment = os.environ | {"REDIS_URL": redis_server.url, "SITE_ORIGINS": site.origin}
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(site.port), "config.asgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_listens(site.port)
        yield process, site
    finally:
        process.kill()
        process.wait()


def wait_until_it_listens(port):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("Daphne did not start")


def test_a_server_that_goes_down_tells_its_pages_to_come_back(daphne):
    process, site = daphne
    page = Page(site, Visitor.new())
    page.say("ping")
    assert page.hear("pong")
    time.sleep(1.5)  # Daphne stumbles over a connection younger than its one-second tick, and closes without a code
    process.send_signal(signal.SIGTERM)
    assert page.close_code(timeout=10) == 1012
    process.wait(10)


def test_the_origin_is_checked_there_too(daphne):
    _, site = daphne
    with pytest.raises(InvalidStatus):
        Page(site, None, origin="http://127.0.0.1:1")
