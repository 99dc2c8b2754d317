"""ASGI middleware: checks and corrections of a request before Django sees it."""

import time
from collections.abc import Callable, Coroutine, Iterator
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.utils.http import parse_header_parameters, parse_http_date_safe

from marketplace.web.json_errors import CONTENT_TYPE, error_body, is_api_path

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Coroutine[Any, Any, None]]

MALFORMED_TEXT = b"Bad request. Go back, reload the page and try again.\n"


def reject_malformed_requests(application: Application) -> Application:
    """Wrap an application so that requests no browser sends, and no view could make sense of, get a 400.

    Another charset than UTF-8 smuggles in text that can't be stored (half a surrogate pair, say), or names a codec
    that isn't one for text; a quoted cookie can hold a NUL; an address of the page may not parse.
    """

    async def checked(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not _is_well_formed(scope):
            await send_plain(scope, send, HTTPStatus.BAD_REQUEST, MALFORMED_TEXT)
        else:
            await application(scope, receive, send)

    return checked


def _is_well_formed(scope: Scope) -> bool:
    try:
        types = [parse_header_parameters(value)[1] for value in _header_values(scope, b"content-type")]
        for page in _header_values(scope, b"hx-current-url"):
            urlsplit(page)
            urlsplit(unquote(page))
    except ValueError:
        return False
    is_utf8 = all(each.get("charset", "utf-8").lower() in {"utf-8", "utf8"} for each in types)
    return is_utf8 and not any("\\000" in cookies for cookies in _header_values(scope, b"cookie"))


def _header_values(scope: Scope, name: bytes) -> Iterator[str]:
    return (value.decode("latin1") for known, value in scope["headers"] if known.lower() == name)


async def send_plain(scope: Scope, send: Any, status: int, text: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Answer a request with one sentence, or as JSON where a program asked."""
    is_json = is_api_path(scope.get("path", ""))
    kind = CONTENT_TYPE.encode() if is_json else b"text/plain; charset=utf-8"
    all_headers = [(b"content-type", kind), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": error_body(status) if is_json else text})


def set_client_address(application: Application) -> Application:
    """Wrap an application so that limits by address count people, not the proxy in front of all of them.

    Only the last address of `X-Forwarded-For` is trusted, which the proxy itself appended. Addresses before it came
    from the client.
    """

    async def addressed(scope: Scope, receive: Any, send: Any) -> None:
        address = _forwarded_address(scope) if settings.BEHIND_PROXY and "headers" in scope else None
        await application({**scope, "client": [address, 0]} if address else scope, receive, send)

    return addressed


def _forwarded_address(scope: Scope) -> str | None:
    last = ",".join(_header_values(scope, b"x-forwarded-for")).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return None


def ignore_root_path(application: Application) -> Application:
    """Wrap an application so that no client decides where the site is mounted.

    Daphne takes `root_path` from a request header that anybody may send, and Django would build links from it.
    """

    async def rooted(scope: Scope, receive: Any, send: Any) -> None:
        await application({**scope, "root_path": ""}, receive, send)

    return rooted


FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics", "/ws/", "/payments/")
"""Prefixes of addresses for programs, which use any name of the site."""


def redirect_to_main_origin(application: Application) -> Application:
    """Wrap an application so that requests under another name of the site are redirected to its first origin.

    Each name would have sessions and carts of its own. Only GET and HEAD are redirected, and no part of a page that is
    already open under the other name: browsers would not follow it.
    """

    async def led(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and _needs_redirect(scope):
            await _send_redirect(scope, send)
        else:
            await application(scope, receive, send)

    return led


def _needs_redirect(scope: Scope) -> bool:
    if scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith(FOR_PROGRAMS):
        return False
    asked = next(_header_values(scope, b"host"), "").lower()
    home, *others = settings.SITE_ORIGINS
    is_part = any(_header_values(scope, b"hx-request"))
    # `GET @evil.example/` would turn our name into the user part of another address.
    if is_part or not (scope.get("raw_path") or scope["path"].encode()).startswith(b"/"):
        return False
    return asked not in _host_names(home) and any(asked in _host_names(other) for other in others)


@lru_cache
def _host_names(origin: str) -> set[str]:
    parts = urlsplit(origin.lower())
    default = 443 if parts.scheme == "https" else 80
    name = parts.netloc.removesuffix(f":{default}")
    return {name} if parts.port not in {None, default} else {name, f"{name}:{default}"}


async def _send_redirect(scope: Scope, send: Any) -> None:
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = b"?" + scope["query_string"] if scope.get("query_string") else b""
    location = settings.SITE_ORIGINS[0].encode() + path.split(b"?")[0] + query
    headers = [(b"location", location), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": HTTPStatus.FOUND, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


CONDITIONAL_HEADERS = {b"if-modified-since", b"if-unmodified-since"}
MAX_CLOCK_DIFFERENCE = 86_400
"""Seconds by which the date of a browser's copy may be ahead of the server's clock."""


def drop_impossible_dates(application: Application) -> Application:
    """Wrap an application so that conditional headers with an impossible date are ignored.

    File servers compare whatever their parser returns, and would answer 304 to a browser without a copy.
    """

    async def dated(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and any(name.lower() in CONDITIONAL_HEADERS for name, _ in scope["headers"]):
            kept = [
                each for each in scope["headers"] if each[0].lower() not in CONDITIONAL_HEADERS or _is_possible(each[1])
            ]
            scope = {**scope, "headers": kept}
        await application(scope, receive, send)

    return dated


def _is_possible(date: bytes) -> bool:
    seconds = parse_http_date_safe(date.decode("latin1"))
    return seconds is not None and seconds <= time.time() + MAX_CLOCK_DIFFERENCE
