"""The site under several ASGI servers in their own processes: pushes arrive, origins are checked."""

import pytest
from websockets.exceptions import InvalidStatus

from activity.topics import toasts
from marketplace.accounts.visitors import Visitor
from tests.site import serve_site
from tests.sockets import declared_topics  # noqa: F401
from tests.sockets.live_page import Page

pytestmark = pytest.mark.slow
SERVERS = {
    "ours": "config.server",
    "daphne": "daphne config.asgi:application",
    "uvicorn": "uvicorn config.asgi:application --ws websockets-sansio",
}


@pytest.fixture(params=list(SERVERS.values()), ids=list(SERVERS))
def site(request, redis_server, transactional_db, tmp_path):
    """Run the site under one server after the other."""
    with serve_site(redis_server.url, tmp_path, request.param) as site:
        yield site


def test_a_push_arrives(site):
    page = Page(site, Visitor.new())
    assert page.listen("toasts") == {"toasts": "stale"}
    toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": ["k" * 20]})
    assert "k" * 20 in page.hear("html")["html"]


def test_foreign_origins_are_refused(site):
    with pytest.raises(InvalidStatus):
        Page(site, None, origin="http://127.0.0.1:1")
