"""Visitors and shoppers: the signed visitor cookie, and the shopper of a request.

A visitor needs no database row. The cookie's value is a secret of 64 random characters; rows, topics and logs
only ever hold its digest, so none of them can be turned back into a cookie.
"""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject, cached_property

from config.live.limits import ip_block

if TYPE_CHECKING:
    from marketplace.models import User

COOKIE = "visitor"
SALT = "marketplace.visitor"
LENGTH = 64
ALPHABET = string.ascii_letters + string.digits
REFRESH = timedelta(days=30)


@dataclass(frozen=True)
class Visitor:
    """A browser profile, identified by the random key in its cookie."""

    key: str
    is_stored: bool = False
    has_cookie: bool = False

    @classmethod
    def new(cls) -> "Visitor":
        """Return a new visitor with a random key."""
        return cls("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))

    @classmethod
    def from_cookie(cls, value: str | None) -> "Visitor | None":
        """Return the visitor of a cookie, or None if the cookie is missing, forged or expired."""
        days = timedelta(days=settings.VISITOR_COOKIE_DAYS)
        try:
            key = signing.TimestampSigner(salt=SALT).unsign(value or "", max_age=days)
        except signing.BadSignature:
            return None
        return cls(key, is_stored=_is_fresh(value or ""), has_cookie=True)

    @cached_property
    def digest(self) -> str:
        """Return the 32 hexadecimal characters that identify this visitor in rows and topics."""
        return sha256(self.key.encode()).hexdigest()[:32]

    def store(self, response: HttpResponse) -> None:
        """Put the signed cookie on the response."""
        response.set_cookie(
            COOKIE,
            signing.TimestampSigner(salt=SALT).sign(self.key),
            max_age=timedelta(days=settings.VISITOR_COOKIE_DAYS),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _is_fresh(value: str) -> bool:
    try:
        signing.TimestampSigner(salt=SALT).unsign(value, max_age=REFRESH)
    except signing.SignatureExpired:
        return False
    return True


@dataclass(frozen=True)
class Shopper:
    """A member, or a guest identified by the visitor's digest."""

    user: "User | None"
    visitor: str
    network: str = field(default="", compare=False)
    """Digest of the request's network; empty without a request."""

    @property
    def holder(self) -> str:
        """Return the owner key of the shopper's carts, orders and topics: `u-<id>` or `v-<digest>`."""
        return f"u-{self.user.pk}" if self.user else f"v-{self.visitor}"

    @property
    def holders(self) -> list[str]:
        """Return all owner keys of the shopper: a member is also the guest of this browser before the sign-in."""
        return sorted({self.holder, f"v-{self.visitor}"})

    @classmethod
    def of(cls, request: HttpRequest) -> "Shopper":
        """Return the shopper behind a request."""
        user = request.user if request.user.is_authenticated else None
        return cls(user, request.visitor.digest, network_of(request))  # type: ignore[attr-defined]


def network_of(request: HttpRequest) -> str:
    """Return the digest of a request's network; empty if the address is unknown.

    Orders keep it for a day, to limit the unpaid holds of one network. The digest is keyed, so that nobody can find the
    network by trying all addresses.
    """
    address = ip_block(request.META.get("REMOTE_ADDR"))
    return salted_hmac("marketplace.network", address, algorithm="sha1").hexdigest()[:32] if address else ""


class VisitorMiddleware:
    """Sets `visitor` and `shopper` on every request, and the visitor cookie on responses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; a new, ageing or replaced visitor is stored on the response."""
        request.visitor = Visitor.from_cookie(request.COOKIES.get(COOKIE)) or Visitor.new()  # type: ignore[attr-defined]
        request.shopper = SimpleLazyObject(lambda: Shopper.of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not request.visitor.is_stored:  # type: ignore[attr-defined]
            request.visitor.store(response)  # type: ignore[attr-defined]
        _keep_private(request, response)
        return response


def _keep_private(request: HttpRequest, response: HttpResponse) -> None:
    """Keep pages out of shared caches: they show the shopper's cart and set the visitor's cookie.

    Pages of members are not cached at all: after signing out, the browser's back button must not show them again.
    """
    if response.has_header("Cache-Control") or response.has_header("Last-Modified"):
        return
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, private=True, no_cache=True)


class VisitorScope:
    """ASGI middleware that puts the visitor (or None) into the scope of a websocket."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass the connection on with `scope["visitor"]` set."""

        async def known(scope: dict[str, Any], receive: Any, send: Any) -> None:
            visitor = Visitor.from_cookie(scope["cookies"].get(COOKIE))
            await self.application({**scope, "visitor": visitor}, receive, send)

        await CookieMiddleware(known)(scope, receive, send)
