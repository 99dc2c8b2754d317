"""Messages to the sockets of all processes: close them, or authorize their subscriptions again."""

from functools import partial

from django.db import transaction

from config.live.publisher import publish
from config.live.tokens import fingerprint
from config.live.topics import CONTROL


def cut_sockets(*, user_id: int | None = None, session_key: str | None = None, visitor: str | None = None) -> None:
    """Close the sockets of a member, of a session, or of the visitor with that digest, in every process.

    Their pages reconnect by themselves and are authorized again. Happens once the transaction commits.
    """
    session = fingerprint(session_key) if session_key else None
    message = {"type": "cut", "user_id": user_id, "session": session, "visitor": visitor}
    transaction.on_commit(partial(publish, CONTROL, message), robust=True)


def recheck_sockets(user_id: int) -> None:
    """Authorize the subscriptions of a member again, in every process, once the transaction commits."""
    transaction.on_commit(partial(publish, CONTROL, {"type": "recheck", "user_id": user_id}), robust=True)
