"""A plain `daphne config.asgi:application` in a process of its own: its shutdown and its origin check."""

import signal
import time

import pytest
from websockets.exceptions import InvalidStatus

from marketplace.visitors import Visitor
from tests.site import serve
from tests.sockets import topics  # noqa: F401
from tests.sockets.page import Page

pytestmark = pytest.mark.slow


@pytest.fixture
def daphne(redis_server, transactional_db, tmp_path):
    """Run the server as its manual says."""
    with serve(redis_server.url, tmp_path) as site:
        yield site


def test_a_server_that_goes_down_tells_its_pages_to_come_back(daphne):
    page = Page(daphne, Visitor.new())
    page.say("ping")
    assert page.hear("pong")
    time.sleep(1.5)  # Daphne stumbles over a connection younger than its one-second tick, and closes without a code
    daphne.process.send_signal(signal.SIGTERM)
    assert page.close_code(timeout=10) == 1012
    daphne.process.wait(10)


def test_the_origin_is_checked_there_too(daphne):
    with pytest.raises(InvalidStatus):
        Page(daphne, None, origin="http://127.0.0.1:1")
