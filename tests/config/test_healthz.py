"""`/healthz` reports a living process, even if its services are down."""

import asyncio

import pytest

from config.monitoring.endpoints import MonitoringEndpoints
from marketplace.web.gate import Gate
from tests.config.asgi_requests import desk, elsewhere, get, site

pytestmark = pytest.mark.detail


def ask(path: str = "/healthz", method: str = "GET", **headers: str):
    return asyncio.run(get(desk(), path, method, **headers))


def test_a_live_process_says_so():
    answer = ask()
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "alive\n", "no-store")


def test_head_gets_the_same_without_the_words():
    answer = ask(method="HEAD")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "6")


@pytest.mark.parametrize(
    ("path", "method"), [("/healthz/", "GET"), ("/Healthz", "GET"), ("/x/healthz", "GET"), ("/healthz", "POST")]
)
def test_everything_else_is_passed_on_to_the_site(path, method):
    assert ask(path, method).status_code == 299


def test_a_full_gate_does_not_block_it(settings):
    settings.GATE_MAX_REQUESTS = settings.GATE_MAX_WAITING = 0
    gate = Gate(elsewhere)
    statuses = [asyncio.run(get(MonitoringEndpoints(gate, gate), path)).status_code for path in ("/", "/healthz")]
    assert statuses == [503, 200]


@pytest.mark.django_db
def test_it_takes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert asyncio.run(get(site(), "/healthz")).status_code == 200


def test_a_probe_may_call_the_site_by_any_name_without_https(settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["shop.example"], True
    answer = asyncio.run(get(site(), "/healthz", host="nobody.example"))
    assert (answer.status_code, "nobody" in answer.text) == (200, False)


def test_a_page_may_not_be_called_by_any_name(settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert asyncio.run(get(site(), "/", host="nobody.example")).status_code == 400
