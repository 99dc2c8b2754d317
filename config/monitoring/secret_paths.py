"""Secret parts of addresses, which logs redact: routes declare them by the converter `secret`."""

import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

WITHHELD = "[withheld]"
# Secret parts of routes that packages bring along.
SECRETS_OF_PACKAGES = {"account_confirm_email": ["key"], "account_reset_password_from_key": ["uidb36", "key"]}

_PART = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>")
# Possessive, and never inside another part: an address of slashes alone would be tried from each to each.
_SLASH = r"(?:/|%2F)++"
_FIRST_SLASH = r"(?:/|%2F)"
_OTHER_PART = r"(?:(?!%2F)[^/\s])+?"
# Up to the end of the address or its query: the rest is redacted with the secret, except a last slash.
_REST = r"""[^\s"'<>?&#]+?(?=/?(?:[\s"'<>?&#]|$))"""
# Until the routes are loaded, any long part of an address may be a secret.
_ANY_LONG_PART = re.compile(r"(/)[\w:%=.~-]{20,}")
_loading = threading.RLock()
_NO_PART = re.compile(r"(?!)()")
_found: dict[str, re.Pattern[str]] = {}  # by the module of the routes; tests have others than the site
_busy: list[bool] = []


def redact_secrets(text: str) -> str:
    """Return `text` with the secret parts of all addresses in it replaced."""
    return _secret_pattern().sub(rf"\1{WITHHELD}", text)


def redact_quoted_secrets(address: str) -> str:
    """Return an address from a browser without its secrets, however its characters are quoted."""
    plain = unquote(unquote(address))
    shown = redact_secrets(plain)
    return address if shown == plain else quote(shown, safe="/?=&:[]")


def _secret_pattern() -> "re.Pattern[str]":
    # Loading the routes may log something itself, and another thread may need the same imports: neither waits.
    routes = settings.ROOT_URLCONF
    if routes not in _found and apps.ready and _loading.acquire(blocking=False):
        try:
            if not _busy:
                _busy.append(True)
                _found[routes] = _compile_pattern(sorted(_route_prefixes(get_resolver(routes).url_patterns)))
        finally:
            _busy.clear()
            _loading.release()
    return _found.get(routes, _ANY_LONG_PART)


def _compile_pattern(beginnings: list[str]) -> "re.Pattern[str]":
    if not beginnings:
        return _NO_PART  # an empty choice would begin everywhere, and so withhold every word
    return re.compile(f"((?:{'|'.join(beginnings)})){_REST}", re.IGNORECASE | re.MULTILINE)


def _route_prefixes(patterns: Iterable[Any], before: str = _FIRST_SLASH) -> Iterator[str]:
    """Return a regular expression of the address up to the secret, for each route with one."""
    for each in patterns:
        route = str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from _route_prefixes(each.url_patterns, before + _as_regex(route))
        elif isinstance(each, URLPattern) and (secret := _first_secret(each.name, route)):
            yield before + _as_regex(route[: secret.start()])


def _first_secret(name: str | None, route: str) -> "re.Match[str] | None":
    foreign = SECRETS_OF_PACKAGES.get(name or "", [])
    parts = _PART.finditer(route)
    return next((part for part in parts if part[1] == "secret" or (part[3] or part[2]) in foreign), None)


def _as_regex(route: str) -> str:
    """Return a regular expression for a route, whose other parts may be anything."""
    literal = [re.escape(text).replace("/", _SLASH) for text in re.split(r"<[^>]*>", route)]
    return _OTHER_PART.join(literal)
