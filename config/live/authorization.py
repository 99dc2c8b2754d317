"""Who may listen to private topics: the session behind a token, then the topic's own `allow`."""

import asyncio
import functools
import logging
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

from config.live import protocol
from config.live.fair_queue import FairQueue
from config.live.limits import limit
from config.live.tokens import Claim, mark
from config.live.topics import find

logger = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(int(limit("LIVE_THREADS")), thread_name_prefix="live")


_turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, FairQueue] = weakref.WeakKeyDictionary()


async def in_thread(whose: str, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run `work` in one of the few threads that sockets share for the database, with fresh connections.

    `whose` is the visitor it is for: they take turns, so that nobody's many sockets keep the others waiting.
    """
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns[loop] = FairQueue(int(limit("LIVE_THREADS")))
    job = database_sync_to_async(work, thread_sensitive=False, executor=_threads())
    async with _turns[loop].turn(whose):
        result: _T = await job(*args, **kwargs)
    return result


async def refusals(whose: str, claims: Iterable[Claim], session_key: str | None) -> dict[str, str]:
    """Return why each refused topic among `claims` is refused, asked by the visitor who holds `session_key`.

    Where the database can't be asked, or not in time, all are refused with `try later`.
    """
    claims = list(claims)
    if not claims:
        return {}
    try:
        async with asyncio.timeout(5):
            return await in_thread(whose, _refusals, claims, session_key)
    except TimeoutError:
        logger.warning("Could not check in time who may listen")
        return {claim.topic: protocol.TRY_LATER for claim in claims}
    except Exception:
        logger.exception("Could not check who may listen")
        return {claim.topic: protocol.TRY_LATER for claim in claims}


def needs_check(claim: Claim) -> bool:
    """Tell whether a claim needs more than its token: its topic is private."""
    return find(claim.topic)[0].is_private


def _refusals(claims: list[Claim], session_key: str | None) -> dict[str, str]:
    signed_in = _signed_in_user_id(session_key) if any(claim.subscriber.user_id for claim in claims) else None
    reasons = {claim.topic: _refusal(claim, session_key, signed_in) for claim in claims}
    return {topic: reason for topic, reason in reasons.items() if reason is not None}


def _refusal(claim: Claim, session_key: str | None, signed_in: int | None) -> str | None:
    subscriber = claim.subscriber
    if subscriber.user_id is not None and (
        subscriber.user_id != signed_in or subscriber.session_hash != mark(session_key or "")
    ):
        return protocol.SIGN_IN
    topic, key = find(claim.topic)
    try:
        allowed = not topic.is_private or (topic.allow is not None and topic.allow(subscriber, key))
    except LookupError:
        allowed = False
    return None if allowed else protocol.GONE


def _signed_in_user_id(session_key: str | None) -> int | None:
    """Return the id of the active user whose unexpired session this is, provided the password is still the same."""
    if not session_key or "\0" in session_key:  # a quoted cookie can hold a NUL, and the database none
        return None
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user_model()._default_manager.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None:
        return None
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    shown = session.get(HASH_SESSION_KEY, "")
    return int(user.pk) if any(constant_time_compare(shown, known) for known in hashes) else None
