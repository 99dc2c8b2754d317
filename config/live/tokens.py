"""Tokens: whoever could render a partial may listen to its topic, from the same browser, for twelve hours.

A token reads `topic:rendered:expires:visitor:user:session:signature`. The visitor and the session stand in it as
keyed marks, so that a page's scripts learn neither; it is verified without the database.
"""

import time
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from config.live.limits import limit
from config.live.topics import Subscriber, find

_SALT = "config.live.tokens"


class GoneError(Exception):
    """The token is not (or no longer) good for this browser; nobody learns whether its topic exists."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a verified token says: `rendered` in Unix seconds; user and session for members only."""

    topic: str
    rendered: float
    subscriber: Subscriber


def mark(secret: str) -> str:
    """Return the short keyed mark that stands for a session key or a visitor's digest in tokens and messages."""
    return salted_hmac(_SALT, secret).hexdigest()[:20]


class Issuer:
    """Issues the tokens of one page: what all of them say of its browser and its moment is put together once."""

    def __init__(self, *, visitor: str, user_id: int | None = None, session_key: str | None = None) -> None:
        self.whose = (visitor, user_id, session_key)
        now = time.time()
        fields = (
            int(now * 1000),
            int(now + limit("LIVE_TOKEN_HOURS") * 3600),
            mark(visitor),
            "" if user_id is None else user_id,
            mark(session_key) if user_id is not None and session_key else "",
        )
        self._said = ":".join(map(str, fields))
        self._signer = signing.Signer(salt=_SALT)

    def issue(self, topic: str) -> str:
        """Return a token that lets the page listen to `topic`. Raises LookupError if nobody declared it."""
        find(topic)
        return self._signer.sign(f"{topic}:{self._said}")


def issue(topic: str, *, visitor: str, user_id: int | None = None, session_key: str | None = None) -> str:
    """Return a token that lets the browser of `visitor` listen to `topic`. Raises LookupError if nobody declared it."""
    return Issuer(visitor=visitor, user_id=user_id, session_key=session_key).issue(topic)


def read(token: str, visitor: str) -> Claim:
    """Return what `token` says, shown by the browser of `visitor`. Raises GoneError for any reason it is not good."""
    try:
        value = signing.Signer(salt=_SALT).unsign(token)
        topic, rendered, expires, visitor_mark, user_id, session_mark = value.split(":")
        find(topic)
    except (signing.BadSignature, ValueError, LookupError):
        raise GoneError from None
    if int(expires) < time.time() or not constant_time_compare(visitor_mark, mark(visitor)):
        raise GoneError
    subscriber = Subscriber(int(user_id) if user_id else None, visitor, session_mark or None)
    return Claim(topic, int(rendered) / 1000, subscriber)
