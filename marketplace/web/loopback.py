"""Recognition of requests from this very machine: only they see mail and other secrets of a local site."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# A request forwarded by a proxy, which adds such a header, may come from anywhere.
_PROXY_HEADER = re.compile(
    r"HTTP_(FORWARDED|VIA|CF_|TRUE_|CLIENT_IP|FASTLY_|WL_PROXY_"
    r"|X_(FORWARDED|ORIGINAL_|REAL_IP|CLIENT_IP|CLUSTER_CLIENT_IP|ENVOY_|AZURE_))"
)

bind_address: str | None = None  # where the web server listens


def set_bind_address(host: str) -> None:
    """Record where the web server of this process listens."""
    global bind_address
    bind_address = host


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address means this machine alone."""
    name = (host or "").strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_from_this_machine(meta: Mapping[str, Any]) -> bool:
    """Tell whether a request (by its `META`) was made on this machine to a site that only it can reach.

    Listening address, peer and `Host` all have to be loopback, without a proxy: through a proxy or a published port
    strangers come from loopback too, and a page of theirs can name the site by a host of its own.
    """
    if settings.BEHIND_PROXY or not settings.IS_LOCAL or any(map(_PROXY_HEADER.match, meta)):
        return False
    listens_at = [meta.get("SERVER_NAME"), bind_address or meta.get("SERVER_NAME")]
    return all(map(is_loopback, [*listens_at, meta.get("REMOTE_ADDR"), _host_of(meta)]))


def _host_of(meta: Mapping[str, Any]) -> str | None:
    try:
        return urlsplit(f"//{meta.get('HTTP_HOST') or meta.get('SERVER_NAME')}").hostname
    except ValueError:
        return None


class LoopbackMiddleware:
    """Sets `request.is_from_this_machine` for views with content for this machine alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Mark the request and pass it on."""
        request.is_from_this_machine = is_from_this_machine(request.META)
        return self.get_response(request)
