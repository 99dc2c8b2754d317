"""Rate limits of requests that anybody can make. Redis counts them; without Redis all requests are allowed."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.live.limits import ip_block


def is_within_limit(action: str, key: str) -> bool:
    """Count a request with this key, and return whether it is within the limit of the action in `RATE_LIMITS`."""
    limit, seconds = settings.RATE_LIMITS[action]
    counters: Any = cache
    digest = hashlib.sha256(key.encode()).hexdigest()
    return bool(counters.increment(f"rate:{action}:{digest}", seconds) <= limit)


def is_network_within_limit(action: str, request: HttpRequest) -> bool:
    """Count a request of this network, and return whether it is within the limit of the action."""
    return is_within_limit(action, ip_block(request.META.get("REMOTE_ADDR")) or "")


def render_too_many(request: HttpRequest) -> HttpResponse:
    """Return the page for a request beyond a limit."""
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
