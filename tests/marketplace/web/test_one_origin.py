"""The site has one public origin; requests to its other hosts are redirected there."""

import asyncio

import pytest

from marketplace.web.asgi_middleware import redirect_to_main_origin
from tests.config.asgi_requests import elsewhere, get

pytestmark = pytest.mark.detail

ORIGINS = ["https://shop.example", "https://www.shop.example", "http://localhost:8000", "http://127.0.0.1:8000"]
PASSED_ON = 299


@pytest.fixture(autouse=True)
def _names(settings):
    settings.SITE_ORIGINS = ORIGINS


def ask(host, path="/", method="GET", **headers):
    return asyncio.run(
        get(redirect_to_main_origin(elsewhere), f"http://10.1.2.3:8000{path}", method, host=host, **headers)
    )


@pytest.mark.parametrize("host", ["www.shop.example", "WWW.Shop.Example", "www.shop.example:443", "127.0.0.1:8000"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_another_name_leads_to_the_first(host, method):
    answer = ask(host, "/products/one/?size=M%20L&q=%E2%82%AC", method)
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    assert answer.headers["location"] == "https://shop.example/products/one/?size=M%20L&q=%E2%82%AC"


@pytest.mark.parametrize("path", ["//evil.example/", "/%5Cevil.example", "/a%0d%0aSet-Cookie:%20x=1", "/caf%C3%A9/"])
def test_it_leads_nowhere_else(path):
    location = ask("www.shop.example", path).headers["location"]
    assert location == f"https://shop.example{path}"


@pytest.mark.parametrize("target", [b"@evil.example/", b".evil.example/", b":80@evil.example/", b"*"])
def test_an_invalid_path_is_not_redirected(target):
    answers = []

    async def send(message):
        answers.append(message)

    headers = [(b"host", b"www.shop.example")]
    scope = {"type": "http", "method": "GET", "path": target.decode(), "raw_path": target, "headers": headers}
    asyncio.run(redirect_to_main_origin(elsewhere)(scope, None, send))
    assert answers[0]["status"] == PASSED_ON


@pytest.mark.parametrize("host", ["shop.example", "shop.example:443", "SHOP.example"])
def test_the_first_name_is_answered(host):
    assert ask(host).status_code == PASSED_ON


@pytest.mark.parametrize("host", ["evil.example", "localhost:6666", "www.shop.example:8443", "10.1.2.3", "[", ""])
def test_a_foreign_host_is_left_to_django(host):
    assert ask(host).status_code == PASSED_ON


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_unsafe_methods_are_answered_on_any_host(method):
    assert ask("www.shop.example", "/cart/add/", method).status_code == PASSED_ON


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/ws/", "/payments/stripe/"])
def test_programs_are_answered_by_any_name(path):
    assert ask("www.shop.example", path).status_code == PASSED_ON


def test_parts_of_a_page_that_is_open_already_are_answered_by_its_own_name():
    assert ask("www.shop.example", "/cart/", hx_request="true").status_code == PASSED_ON


def test_a_site_of_one_name_leads_nowhere(settings):
    settings.SITE_ORIGINS = ["http://localhost:8000"]
    assert ask("www.shop.example").status_code == PASSED_ON


def test_the_whole_site_does_so():
    from config.asgi import application

    answer = asyncio.run(get(application, "/", host="127.0.0.1:8000"))
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.example/")
