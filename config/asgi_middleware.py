"""The edge of the site: what is settled about a request before Django sees it."""

import time
from collections.abc import Callable, Coroutine, Iterator
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.utils.http import parse_header_parameters, parse_http_date_safe

from config.json_errors import CONTENT_TYPE, error_body, is_for_programs

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Coroutine[Any, Any, None]]

NONSENSE = b"That request made no sense to us. Go back, reload the page and try once more.\n"


def refusing_nonsense(application: Application) -> Application:
    """Wrap an application so that requests no browser sends, and no view could make sense of, get a 400.

    Another charset than UTF-8 smuggles in text that can't be stored (half a surrogate pair, say), or names a codec
    that isn't one for text; a quoted cookie can hold a NUL; an address of the page may not parse.
    """

    async def checked(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not _makes_sense(scope):
            await send_plain(scope, send, 400, NONSENSE)
        else:
            await application(scope, receive, send)

    return checked


def _makes_sense(scope: Scope) -> bool:
    try:
        types = [parse_header_parameters(value)[1] for value in _headers(scope, b"content-type")]
        for page in _headers(scope, b"hx-current-url"):
            urlsplit(page)
            urlsplit(unquote(page))
    except ValueError:
        return False
    is_utf8 = all(each.get("charset", "utf-8").lower() in {"utf-8", "utf8"} for each in types)
    return is_utf8 and not any("\\000" in cookies for cookies in _headers(scope, b"cookie"))


def _headers(scope: Scope, name: bytes) -> Iterator[str]:
    return (value.decode("latin1") for known, value in scope["headers"] if known.lower() == name)


async def send_plain(scope: Scope, send: Any, status: int, text: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Answer a request with one sentence, or as JSON where a program asked."""
    is_json = is_for_programs(scope.get("path", ""))
    kind = CONTENT_TYPE.encode() if is_json else b"text/plain; charset=utf-8"
    all_headers = [(b"content-type", kind), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": error_body(status) if is_json else text})


def with_true_client(application: Application) -> Application:
    """Wrap an application so that limits by address count people, not the proxy in front of all of them.

    Only what the proxy itself appended to `X-Forwarded-For` is believed: the last address. Whatever stands before it
    came from the client.
    """

    async def addressed(scope: Scope, receive: Any, send: Any) -> None:
        address = _forwarded(scope) if settings.BEHIND_PROXY and "headers" in scope else None
        await application({**scope, "client": [address, 0]} if address else scope, receive, send)

    return addressed


def _forwarded(scope: Scope) -> str | None:
    last = ",".join(_headers(scope, b"x-forwarded-for")).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return None


def without_claimed_root(application: Application) -> Application:
    """Wrap an application so that no client decides where the site is mounted.

    Daphne takes `root_path` from a request header that anybody may send, and Django would build links from it.
    """

    async def rooted(scope: Scope, receive: Any, send: Any) -> None:
        await application({**scope, "root_path": ""}, receive, send)

    return rooted


FOR_PROGRAMS = ("/healthz", "/readyz", "/metrics", "/ws/", "/payments/")
"""Beginnings of addresses that programs ask for, by whatever name they know."""


def leading_home(application: Application) -> Application:
    """Wrap an application so that pages asked for by another name of the site lead to its first origin.

    Each name would have sessions and carts of its own. Only what is read is led there, and no part of a page that is
    open under the other name already: browsers would not follow it.
    """

    async def led(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and _is_for_another_name(scope):
            await _lead_home(scope, send)
        else:
            await application(scope, receive, send)

    return led


def _is_for_another_name(scope: Scope) -> bool:
    if scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith(FOR_PROGRAMS):
        return False
    asked = next(_headers(scope, b"host"), "").lower()
    home, *others = settings.SITE_ORIGINS
    is_part = any(_headers(scope, b"hx-request"))
    # `GET @evil.example/` would turn our name into the user part of another address.
    if is_part or not (scope.get("raw_path") or scope["path"].encode()).startswith(b"/"):
        return False
    return asked not in _names(home) and any(asked in _names(other) for other in others)


@lru_cache
def _names(origin: str) -> set[str]:
    parts = urlsplit(origin.lower())
    default = 443 if parts.scheme == "https" else 80
    name = parts.netloc.removesuffix(f":{default}")
    return {name} if parts.port not in {None, default} else {name, f"{name}:{default}"}


async def _lead_home(scope: Scope, send: Any) -> None:
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = b"?" + scope["query_string"] if scope.get("query_string") else b""
    location = settings.SITE_ORIGINS[0].encode() + path.split(b"?")[0] + query
    headers = [(b"location", location), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


CONDITIONS = {b"if-modified-since", b"if-unmodified-since"}
AHEAD = 86_400
"""Seconds by which a browser's copy may be younger than our clock says."""


def ignoring_impossible_dates(application: Application) -> Application:
    """Wrap an application so that a condition with a date that no file of ours can have is ignored.

    Servers of files compare whatever their parser makes of it, and answer 304 to somebody who has no copy.
    """

    async def dated(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and any(name.lower() in CONDITIONS for name, _ in scope["headers"]):
            kept = [each for each in scope["headers"] if each[0].lower() not in CONDITIONS or _is_possible(each[1])]
            scope = {**scope, "headers": kept}
        await application(scope, receive, send)

    return dated


def _is_possible(date: bytes) -> bool:
    seconds = parse_http_date_safe(date.decode("latin1"))
    return seconds is not None and seconds <= time.time() + AHEAD
