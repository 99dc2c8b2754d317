"""Tokens: a page that got a partial may subscribe to its topic, from the same browser, for twelve hours.

A token reads `topic:rendered:expires:visitor:user:session:signature`, with keyed fingerprints of visitor and session,
so that a page's scripts learn neither. It is verified without the database.
"""

import time
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from config.live.limits import limit
from config.live.topics import Subscriber, find_topic

_SALT = "config.live.tokens"


class InvalidTokenError(Exception):
    """The token is not (or no longer) valid for this browser, or its topic does not exist."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The content of a verified token; `rendered` in Unix seconds."""

    address: str
    rendered: float
    subscriber: Subscriber


def fingerprint(secret: str) -> str:
    """Return the short keyed hash of a session key or a visitor's digest."""
    return salted_hmac(_SALT, secret, algorithm="sha1").hexdigest()[:20]


class TokenIssuer:
    """Issues the tokens of one page, with common fields that are computed once."""

    def __init__(self, *, visitor: str, user_id: int | None = None, session_key: str | None = None) -> None:
        self.owner = (visitor, user_id, session_key)
        now = time.time()
        fields = (
            int(now * 1000),
            int(now + limit("LIVE_TOKEN_HOURS") * 3600),
            fingerprint(visitor),
            "" if user_id is None else user_id,
            fingerprint(session_key) if user_id is not None and session_key else "",
        )
        self._common_fields = ":".join(map(str, fields))
        self._signer = signing.Signer(salt=_SALT)

    def issue(self, address: str) -> str:
        """Return a token for a topic. Raises LookupError if no app declares it."""
        find_topic(address)
        return self._signer.sign(f"{address}:{self._common_fields}")


def issue_token(address: str, *, visitor: str, user_id: int | None = None, session_key: str | None = None) -> str:
    """Return one token, as `TokenIssuer` does."""
    return TokenIssuer(visitor=visitor, user_id=user_id, session_key=session_key).issue(address)


def read_token(token: str, visitor: str) -> Claim:
    """Return the content of a token that the browser of `visitor` showed. Raises InvalidTokenError."""
    try:
        value = signing.Signer(salt=_SALT).unsign(token)
        address, rendered, expires, visitor_hash, user_id, session_hash = value.split(":")
        find_topic(address)
    except (signing.BadSignature, ValueError, LookupError):
        raise InvalidTokenError from None
    if int(expires) < time.time() or not constant_time_compare(visitor_hash, fingerprint(visitor)):
        raise InvalidTokenError
    subscriber = Subscriber(int(user_id) if user_id else None, visitor, session_hash or None)
    return Claim(address, int(rendered) / 1000, subscriber)
