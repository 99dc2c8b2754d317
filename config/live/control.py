"""Messages to the sockets of all processes: close them, or authorize their subscriptions again."""

from functools import partial

from django.db import transaction

from config.live.publisher import publish
from config.live.tokens import fingerprint
from config.live.topics import CONTROL


def cut_sockets(*, user_id: int | None = None, session_key: str | None = None, visitor: str | None = None) -> None:
    """Close the sockets of a member, a session, or a visitor with that digest, in every process, after the commit.

    Their pages reconnect by themselves and are authorized again.
    """
    session = fingerprint(session_key) if session_key else None
    message = {"type": "cut", "user_id": user_id, "session": session, "visitor": visitor}
    transaction.on_commit(partial(publish, CONTROL, message), robust=True)


def recheck_sockets(user_id: int) -> None:
    """Authorize the subscriptions of a member again, in every process, after the commit."""
    transaction.on_commit(partial(publish, CONTROL, {"type": "recheck", "user_id": user_id}), robust=True)
