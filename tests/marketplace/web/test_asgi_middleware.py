"""Requests that never reach Django, and the client address that limits use."""

import asyncio
from typing import Any

import pytest

from marketplace.web.asgi_middleware import reject_malformed_requests, set_client_address


def answer(*headers: tuple[str, str], kind: str = "http") -> int:
    """Return the status of a request with these headers; 200 if the site got to see it."""

    async def site(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    sent: list[dict[str, Any]] = []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {"type": kind, "headers": [(name.lower().encode(), value.encode("latin1")) for name, value in headers]}
    asyncio.run(reject_malformed_requests(site)(scope, None, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    "header",
    [
        ("Content-Type", "multipart/form-data; boundary=x; charset=utf-7"),
        ("Content-Type", 'text/plain; charset="unicode_escape"'),
        ("Content-Type", "application/x-www-form-urlencoded; charset*=us-ascii'en'base64"),
        ("Cookie", 'sessionid="abcdefgh\\000abc"'),
        ("HX-Current-URL", "http://["),
        ("HX-Current-URL", "http%3A%2F%2F%5B"),
    ],
)
def test_malformed_requests_get_a_400(header):
    assert answer(header) == 400


@pytest.mark.parametrize(
    "header",
    [
        ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("Content-Type", "multipart/form-data; boundary=x"),
        ("Content-Type", "\xff"),
        ("Cookie", 'messages="a\\054b"; visitor=x'),
        ("HX-Current-URL", "http://localhost:8000/cart/?a=%5B#b"),
        ("X-Anything", "\\000"),
    ],
)
def test_ordinary_requests_pass(header):
    assert answer(header) == answer() == 200


def client(settings: Any, behind_proxy: bool, *forwarded: str) -> Any:
    settings.BEHIND_PROXY = behind_proxy
    seen: list[Any] = []

    async def site(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"])

    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    scope = {"type": "websocket", "client": ["10.0.0.1", 4711], "headers": headers}
    asyncio.run(set_client_address(site)(scope, None, None))
    return seen[0][0]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        (["1.1.1.1", "2001:db8::1"], "2001:db8::1"),
        (["1.1.1.1, nonsense"], "10.0.0.1"),
        ([], "10.0.0.1"),
    ],
)
def test_behind_a_proxy_the_address_it_appended_counts(settings, forwarded, address):
    assert client(settings, True, *forwarded) == address


def test_without_a_proxy_forwarded_addresses_are_ignored(settings):
    assert client(settings, False, "203.0.113.9") == "10.0.0.1"
