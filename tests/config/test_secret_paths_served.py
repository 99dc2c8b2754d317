"""The logs of a served site and its database contain no secret of a URL and no personal data."""

import httpx
import pytest
from django.db import connection

from carts.models import MailOptOut
from config import servers
from marketplace.models import Invitation
from marketplace.models.order_access import make_mailed_url
from tests import cast
from tests.site import serve_site
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def links():
    """Return addresses with valid secrets in them."""
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    shop = cast.shop()
    invitation = Invitation.objects.send(shop, "gwen@example.com", by=shop.owner)
    room = rooms.draft()
    stop = MailOptOut.objects.link_for("bob@example.com")
    return [make_mailed_url(order), invitation.url, f"/trades/join/{room.code}/", stop]


def test_the_log_of_a_served_site_holds_no_secret(tmp_path):
    found = links()
    secrets = [path.rstrip("/").rpartition("/")[2] for path in found]
    with serve_site(servers.redis_url(), tmp_path) as site, httpx.Client(base_url=site.origin) as browser:
        statuses = {browser.request(method, path).status_code for method in ("GET", "PUT", "POST") for path in found}
        for path in found:
            statuses.add(browser.get(path.rstrip("/") + "x/").status_code)
            browser.get("/accounts/login/", params={"next": path})
        figures = browser.get("/metrics").text
    log = (tmp_path / f"web-{site.port}.log").read_text()
    assert {200, 302, 404, 405} <= statuses
    assert "[withheld]" in log and "/accounts/login/" in log
    assert "livestall_sockets" in figures
    assert [secret for secret in secrets if secret in log + figures] == []
    assert "example.com" not in log


def test_the_database_logs_neither_statements_that_fail_nor_their_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('log_min_error_statement'), current_setting('log_error_verbosity')")
        assert cursor.fetchone() == ("panic", "terse")
