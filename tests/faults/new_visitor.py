"""The websocket handshake of a new visitor's page over a plain socket."""

import json

from django.core import signing

from config.live import tokens
from marketplace.accounts.visitors import COOKIE, SALT, Visitor


def make_handshake(topic: str = "toasts") -> tuple[str, str]:
    """Return the cookie of a new visitor, and the frame that subscribes their page to a public topic."""
    visitor = Visitor.new()
    token = tokens.issue_token(topic, visitor=visitor.digest, user_id=None, session_key=None)
    said = json.dumps({"kind": "subscribe", "tokens": [token], "since": 0})
    return f"{COOKIE}={signing.TimestampSigner(salt=SALT).sign(visitor.key)}", said
